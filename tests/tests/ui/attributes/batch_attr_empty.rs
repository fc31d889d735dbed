//! Attributes for the batch, but which?

use tfdata::Element;

#[derive(Element)]
#[element(batch_attr)]
struct Row {
    id: i64,
    first_name: String,
}

fn main() {}
