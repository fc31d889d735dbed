//! A dtype that the dataset has not.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/wine")]
struct Wine {
    all: [f64; 13],
    label: i64,
}

fn main() {}
