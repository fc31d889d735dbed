//! A value is missing.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(rename)]
    name: String,
}

fn main() {}
