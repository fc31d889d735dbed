//! Attributes for a batch that there is none of.

use tfdata::Element;

#[derive(Element)]
#[element(batched, batch_attr(derive(Eq)))]
struct Row {
    id: ndarray::Array1<i64>,
}

fn main() {}
