//! No case at all.

use tfdata::Element;

#[derive(Element)]
#[element(rename_all = "shouting")]
struct Row {
    id: i64,
    first_name: String,
}

fn main() {}
