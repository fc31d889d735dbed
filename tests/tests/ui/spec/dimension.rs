//! A fixed size that is another one.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/wine")]
struct Wine {
    all: [f32; 12],
}

fn main() {}
