//! A name that is not in quotes.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(rename = other)]
    name: String,
}

fn main() {}
