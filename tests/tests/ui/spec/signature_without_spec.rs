//! A choice without what it is a choice of.
use tfdata::Element;

#[derive(Element)]
#[element(signature = "train")]
struct Wine {
    label: i64,
}

fn main() {}
