//! Features that no field reads, where all must be read.
use ndarray::{Array1, Array2, Array3};
use tfdata::Element;

#[derive(Element)]
struct Objects {
    area: Array1<i64>,
    bbox: Array2<f32>,
}

#[derive(Element)]
#[element(spec = "data/photos", deny_unknown_fields)]
struct Photo {
    image: Array3<u8>,
    objects: Objects,
}

fn main() {}
