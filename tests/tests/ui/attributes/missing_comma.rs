//! Two settings without a comma.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(skip default)]
    name: String,
}

fn main() {}
