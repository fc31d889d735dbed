use ndarray::Array1;
use tfdata::Element;

#[derive(Element)]
struct Graph {
    node: i64,
    #[element(skip, concat)]
    edges: Array1<i64>,
}

fn main() {}
