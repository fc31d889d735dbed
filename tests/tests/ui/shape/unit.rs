//! A struct of nothing.

use tfdata::Element;

#[derive(Element)]
struct Row;

fn main() {}
