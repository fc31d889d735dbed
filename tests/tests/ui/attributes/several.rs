//! Mistakes in one struct are reported together.

use tfdata::Element;

#[derive(Element)]
#[element(rename_all = "Camel", colour)]
struct Row {
    #[element(renam = "ID", index = 1)]
    id: i64,
    #[element(skip, rename = "b")]
    name: String,
    #[element(shape = [2, "two"])]
    pixels: ndarray::Array2<f32>,
}

fn main() {}
