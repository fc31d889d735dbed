//! A word that is no setting of a struct.

use tfdata::Element;

#[derive(Element)]
#[element(batchd)]
struct Row {
    id: i64,
    first_name: String,
}

fn main() {}
