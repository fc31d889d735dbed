//! A batch that is to be the struct itself.

use tfdata::Element;

#[derive(Element)]
#[element(batch = "Row")]
struct Row {
    id: i64,
    first_name: String,
}

fn main() {}
