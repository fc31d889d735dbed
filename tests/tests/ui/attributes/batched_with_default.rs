//! How long a missing array should be, nothing says.

use tfdata::Element;

#[derive(Element)]
#[element(batched)]
struct Row {
    id: ndarray::Array1<i64>,
    #[element(default)]
    name: ndarray::Array1<i64>,
}

fn main() {}
