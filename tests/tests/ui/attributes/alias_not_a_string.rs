//! A further name without quotes.

use tfdata::Element;

#[derive(Element)]
struct Row {
    #[element(alias = number)]
    key: i64,
}

fn main() {}
