//! JSON of something else.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/other.tfdata.json")]
struct Wine {
    label: i64,
}

fn main() {}
