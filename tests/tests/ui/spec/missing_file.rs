//! Nothing is there.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/win")]
struct Wine {
    label: i64,
}

fn main() {}
