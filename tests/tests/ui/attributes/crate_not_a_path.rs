//! A crate that is not a path.

use tfdata::Element;

#[derive(Element)]
#[element(crate = 3)]
struct Row {
    id: i64,
    first_name: String,
}

fn main() {}
