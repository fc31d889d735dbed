//! Several datasets, and none is chosen.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/cars")]
struct Cars {
    name: String,
}

fn main() {}
