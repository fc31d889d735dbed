//! A setting given twice, in two attributes.

use tfdata::Element;

#[derive(Element)]
#[element(tuple)]
#[element(tuple)]
struct Row {
    id: i64,
}

fn main() {}
