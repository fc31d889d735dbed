//! A value where none belongs.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(skip = true)]
    name: String,
}

fn main() {}
