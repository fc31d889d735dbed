//! It is no JSON.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/broken.tfdata.json")]
struct Wine {
    label: i64,
}

fn main() {}
