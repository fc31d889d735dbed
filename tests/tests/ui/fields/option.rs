//! A value that may be missing.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    value: Option<f32>,
}

fn main() {}
