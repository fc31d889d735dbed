//! A case that is nearly one.

use tfdata::Element;

#[derive(Element)]
#[element(rename_all = "camelcase")]
struct Row {
    id: i64,
    first_name: String,
}

fn main() {}
