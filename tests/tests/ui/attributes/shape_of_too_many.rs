//! More dimensions than are supported.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(shape = [1, 2, 3, 4, 5, 6, 7, 8, 9])]
    name: ndarray::ArrayD<u8>,
}

fn main() {}
