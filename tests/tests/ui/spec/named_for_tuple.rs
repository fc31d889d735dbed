//! A struct with names where the dataset is a tuple.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/flights")]
struct Flights {
    late: bool,
}

fn main() {}
