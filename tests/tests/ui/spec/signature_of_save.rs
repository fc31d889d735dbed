//! A saved dataset is one only.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/wine", signature = "train")]
struct Wine {
    label: i64,
}

fn main() {}
