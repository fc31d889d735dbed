//! A struct that reads nothing.

use tfdata::Element;

#[derive(Element)]
struct Row {
    #[element(skip)]
    cache: i64,
}

fn main() {}
