//! An array of what is no number.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    value: [std::time::Duration; 2],
}

fn main() {}
