//! The attribute without a list.

use tfdata::Element;

#[derive(Element)]
struct Row {
    #[element]
    id: i64,
}

fn main() {}
