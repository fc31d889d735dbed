//! A further name that another field has.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(alias = "number", alias = "id")]
    key: i64,
}

fn main() {}
