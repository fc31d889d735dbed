//! No such signature.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/cars", signature = "nestd")]
struct Cars {
    name: String,
}

fn main() {}
