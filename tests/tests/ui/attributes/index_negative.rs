//! A position before the first.

use tfdata::Element;

#[derive(Element)]
#[element(tuple)]
struct Row {
    id: i64,
    #[element(index = -1)]
    name: String,
}

fn main() {}
