//! A pointer.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    value: *const i64,
}

fn main() {}
