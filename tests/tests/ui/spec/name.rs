//! A name that the dataset has not.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/wine")]
struct Wine {
    lable: i64,
    f64: f64,
}

fn main() {}
