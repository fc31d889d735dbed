//! A setting of the struct, on a field.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(rename_all = "camelCase")]
    name: String,
}

fn main() {}
