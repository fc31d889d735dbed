//! An integer that TensorFlow has not.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    value: u128,
}

fn main() {}
