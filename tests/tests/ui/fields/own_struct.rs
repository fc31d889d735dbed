//! A struct of the user that derives nothing.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    value: Inner,
}

fn main() {}

struct Inner {
    x: f32,
}
