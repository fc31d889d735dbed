//! Fields of types that no dataset holds, in a struct that has a companion of tensors: each is reported once.

use std::time::Duration;
use tfdata::Element;

#[derive(Element)]
#[element(tensors)]
struct Song {
    title: String,
    key: Box<i64>,
    length: Duration,
}

fn main() {}
