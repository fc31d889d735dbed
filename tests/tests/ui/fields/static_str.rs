//! A borrowed string.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    value: &'static str,
}

fn main() {}
