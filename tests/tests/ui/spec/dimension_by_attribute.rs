//! A size given by `shape` that is another one.
use ndarray::Array3;
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/photos")]
struct Photo {
    #[element(shape = [_, _, 4])]
    image: Array3<u8>,
}

fn main() {}
