//! A default that is a value, not a function.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(default = 3)]
    name: String,
}

fn main() {}
