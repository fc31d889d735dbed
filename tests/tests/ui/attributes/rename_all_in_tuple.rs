//! Names spelled in a struct that is found by position.

use tfdata::Element;

#[derive(Element)]
#[element(tuple, rename_all = "camelCase")]
struct Row {
    id: i64,
    first_name: String,
}

fn main() {}
