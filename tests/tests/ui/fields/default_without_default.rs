//! A default of a type that has none.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(default)]
    inner: Inner,
}

#[derive(Element)]
struct Inner {
    x: f32,
}

fn main() {}
