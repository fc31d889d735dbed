//! A name in the struct of a field.
use ndarray::{Array1, Array2};
use tfdata::Element;

#[derive(Element)]
struct Objects {
    area: Array1<i64>,
    bboxes: Array2<f32>,
}

#[derive(Element)]
#[element(spec = "data/photos")]
struct Photo {
    objects: Objects,
}

fn main() {}
