//! A setting given twice.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(rename = "a", rename = "b")]
    name: String,
}

fn main() {}
