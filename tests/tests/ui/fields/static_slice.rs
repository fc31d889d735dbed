//! A borrowed slice.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    value: &'static [f32],
}

fn main() {}
