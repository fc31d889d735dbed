//! No such dataset in the signature.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/cars", signature = "splits", output = "validation")]
struct Cars {
    name: String,
}

fn main() {}
