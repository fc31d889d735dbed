//! A file that `tfdata prepare` writes, and has not yet.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/wine.tfdata.json")]
struct Wine {
    label: i64,
}

fn main() {}
