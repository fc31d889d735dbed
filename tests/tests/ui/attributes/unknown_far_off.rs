//! A word that is like no setting at all.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(colour = "red")]
    name: String,
}

fn main() {}
