use ndarray::ArrayD;
use tfdata::Element;

#[derive(Element)]
struct Graph {
    node: i64,
    #[element(concat)]
    edges: ArrayD<f32>,
}

fn main() {}
