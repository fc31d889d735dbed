//! A position in a struct that is found by name.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(index = 1)]
    name: String,
}

fn main() {}
