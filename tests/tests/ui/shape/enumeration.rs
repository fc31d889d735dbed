//! An enum.

use tfdata::Element;

#[derive(Element)]
enum Row {
    A(i64),
    B(f32),
}

fn main() {}
