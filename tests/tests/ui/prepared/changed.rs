//! It was edited, and its hash is another's.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/changed.tfdata.json")]
struct Wine {
    label: i64,
}

fn main() {}
