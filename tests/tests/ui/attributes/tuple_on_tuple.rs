//! A tuple struct is found by position anyway.

use tfdata::Element;

#[derive(Element)]
#[element(tuple)]
struct Row(i64, String);

fn main() {}
