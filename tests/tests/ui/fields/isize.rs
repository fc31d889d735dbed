//! A signed integer of the machine.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    value: isize,
}

fn main() {}
