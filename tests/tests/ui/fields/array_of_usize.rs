//! An array of what cannot be an item.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    value: [usize; 3],
}

fn main() {}
