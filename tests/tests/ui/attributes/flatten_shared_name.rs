//! A flattened struct reads what another field reads.

use tfdata::Element;

#[derive(Element)]
struct Inner {
    x: f32,
    #[element(alias = "id")]
    y: f32,
}

#[derive(Element)]
struct Row {
    id: i64,
    #[element(flatten)]
    inner: Inner,
}

fn main() {}
