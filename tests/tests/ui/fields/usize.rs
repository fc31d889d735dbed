//! An integer of the machine.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    value: usize,
}

fn main() {}
