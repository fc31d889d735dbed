//! A name in a flattened struct.
use tfdata::Element;

#[derive(Element)]
struct Names {
    class_nam: String,
}

#[derive(Element)]
#[element(spec = "data/wine")]
struct Wine {
    label: i64,
    #[element(flatten)]
    names: Names,
}

fn main() {}
