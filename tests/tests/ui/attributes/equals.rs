//! The attribute as a value.

use tfdata::Element;

#[derive(Element)]
struct Row {
    #[element = "ID"]
    id: i64,
}

fn main() {}
