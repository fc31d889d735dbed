//! One dimension too many.
use ndarray::Array2;
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/wine")]
struct Wine {
    all: Array2<f32>,
}

fn main() {}
