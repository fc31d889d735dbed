//! A union.

use tfdata::Element;

#[derive(Element)]
union Row {
    a: i64,
    b: f32,
}

fn main() {}
