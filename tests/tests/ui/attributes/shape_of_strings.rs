//! A dimension that is not a size.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(shape = ["28"])]
    name: ndarray::Array1<u8>,
}

fn main() {}
