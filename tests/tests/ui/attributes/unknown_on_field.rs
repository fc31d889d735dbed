//! A word that is no setting of a field.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(renam = "Name")]
    name: String,
}

fn main() {}
