//! A further name, where fields are found by position.

use tfdata::Element;

#[derive(Element)]
struct Row(#[element(alias = "number")] i64);

fn main() {}
