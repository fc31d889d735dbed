//! A setting of a field, on the struct.

use tfdata::Element;

#[derive(Element)]
#[element(skip)]
struct Row {
    id: i64,
    first_name: String,
}

fn main() {}
