//! The macro can't look behind an alias; the compiler can.
use tfdata::Element;

type Label = i32;

#[derive(Element)]
#[element(spec = "data/wine")]
struct Wine {
    label: Label,
    f64: f64,
}

fn main() {}
