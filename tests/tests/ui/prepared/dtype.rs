//! What is prepared says what the dataset has.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/good.tfdata.json")]
struct Wine {
    label: i32,
}

fn main() {}
