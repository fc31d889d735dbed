//! A field that no batch has, in a batch that has a companion of tensors: it is reported once.

use ndarray::Array1;
use std::time::Duration;
use tfdata::Element;

#[derive(Element)]
#[element(batched, tensors)]
struct Songs {
    title: Array1<String>,
    length: Duration,
}

fn main() {}
