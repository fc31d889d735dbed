//! A batch for a struct that is one.

use tfdata::Element;

#[derive(Element)]
#[element(batched, batch = "Rows")]
struct Row {
    id: ndarray::Array1<i64>,
}

fn main() {}
