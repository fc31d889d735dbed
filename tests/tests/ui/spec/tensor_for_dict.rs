//! A tensor where the dataset is a dict.
use ndarray::Array1;
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/photos")]
struct Photo {
    objects: Array1<i64>,
}

fn main() {}
