//! A feature that no field of a field's struct reads, where all must be read.
use ndarray::Array1;
use tfdata::Element;

#[derive(Element)]
#[element(exact)]
struct Objects {
    area: Array1<i64>,
    id: Array1<i64>,
    is_crowd: Array1<bool>,
    label: Array1<i64>,
}

#[derive(Element)]
#[element(spec = "data/photos")]
struct Photo {
    objects: Objects,
}

fn main() {}
