//! A list whose length the type does not say.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    value: Vec<f32>,
}

fn main() {}
