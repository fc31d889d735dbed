//! A lifetime that no borrowed field explains.

use std::borrow::Cow;
use tfdata::Element;

#[derive(Element)]
struct Row<'a> {
    name: Cow<'a, str>,
}

fn main() {}
