//! A path is a string.
use tfdata::Element;

#[derive(Element)]
#[element(spec = data::wine)]
struct Wine {
    label: i64,
}

fn main() {}
