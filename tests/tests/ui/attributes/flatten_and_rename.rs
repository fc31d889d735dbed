//! A name for a field that is not looked for itself.

use tfdata::Element;

#[derive(Element)]
struct Inner {
    x: f32,
}

#[derive(Element)]
struct Row {
    id: i64,
    #[element(flatten, rename = "position")]
    inner: Inner,
}

fn main() {}
