//! Only names can be flattened.

use tfdata::Element;

#[derive(Element)]
struct Inner {
    x: f32,
}

#[derive(Element)]
struct Row(i64, #[element(flatten)] Inner);

fn main() {}
