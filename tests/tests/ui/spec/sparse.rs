//! A dense array where the dataset is sparse.
use ndarray::Array1;
use tfdata::Element;

#[derive(Element)]
struct Features {
    origin: Array1<u8>,
}

#[derive(Element)]
#[element(spec = "data/cars", signature = "nested")]
struct Cars(Features, f32);

fn main() {}
