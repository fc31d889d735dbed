//! A struct of no fields.

use tfdata::Element;

#[derive(Element)]
struct Row {}

fn main() {}
