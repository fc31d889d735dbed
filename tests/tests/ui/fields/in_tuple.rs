//! A member of a tuple.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    value: (i64, usize),
}

fn main() {}
