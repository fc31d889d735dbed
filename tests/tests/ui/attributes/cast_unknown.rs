//! A conversion that there is not.

use tfdata::Element;

#[derive(Element)]
struct Row {
    #[element(cast = "saturating")]
    key: i64,
}

fn main() {}
