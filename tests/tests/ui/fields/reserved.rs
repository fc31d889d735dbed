//! A name that generated code needs.

use tfdata::Element;

#[derive(Element)]
struct Row {
    __private: i64,
}

fn main() {}
