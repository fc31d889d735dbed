//! A private struct may be used through its batch alone.

#![deny(warnings)]

use tfdata::{Concat, Element};

#[derive(Element)]
struct Weather {
    feat: [f32; 3],
    wet: bool,
}

fn joined<B: Concat>(mut left: B, right: B) -> B {
    left.append(right).unwrap();
    left
}

fn main() {
    let batch = || WeatherBatch::new(ndarray::array![[1.0, 2.0, 3.0]], ndarray::array![true]).unwrap();
    assert_eq!(joined(batch(), batch()).feat.dim(), (2, 3));
}
