//! A tuple where the dataset is a dict.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/photos")]
struct Photo(i64, i64);

fn main() {}
