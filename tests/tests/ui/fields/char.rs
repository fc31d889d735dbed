//! A character.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    value: char,
}

fn main() {}
