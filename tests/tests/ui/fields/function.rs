//! A function.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    value: fn(i64) -> i64,
}

fn main() {}
