//! A struct where the dataset is a tensor.
use tfdata::Element;

#[derive(Element)]
struct Label {
    number: i64,
}

#[derive(Element)]
#[element(spec = "data/wine")]
struct Wine {
    label: Label,
}

fn main() {}
