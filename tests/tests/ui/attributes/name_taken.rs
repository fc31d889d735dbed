//! Two fields of one name.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(rename = "id")]
    number: i64,
}

fn main() {}
