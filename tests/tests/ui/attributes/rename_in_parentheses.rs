//! A value in parentheses.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(rename("other"))]
    name: String,
}

fn main() {}
