//! Something else is there.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "main.rs")]
struct Wine {
    label: i64,
}

fn main() {}
