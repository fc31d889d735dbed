//! and types.
use ndarray::Array1;
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/wine")]
struct Wine {
    label: i32,
    all: [f32; 12],
    class_name: i64,
    f64: f64,
    u8: Array1<u8>,
}

fn main() {}
