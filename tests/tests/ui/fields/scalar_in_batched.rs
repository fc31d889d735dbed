//! A single value in a struct of arrays.

use tfdata::Element;

#[derive(Element)]
#[element(batched)]
struct Rows {
    ids: ndarray::Array1<i64>,
    scale: f32,
}

fn main() {}
