//! A name that is not one.

use tfdata::Element;

#[derive(Element)]
#[element(batch = "My Batch")]
struct Row {
    id: i64,
    first_name: String,
}

fn main() {}
