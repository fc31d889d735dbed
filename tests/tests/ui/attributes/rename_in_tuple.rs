//! A name in a struct that is found by position.

use tfdata::Element;

#[derive(Element)]
#[element(tuple)]
struct Row {
    id: i64,
    #[element(rename = "other")]
    name: String,
}

fn main() {}
