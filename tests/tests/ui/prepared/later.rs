//! A format that a later version writes.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/later.tfdata.json")]
struct Wine {
    label: i64,
}

fn main() {}
