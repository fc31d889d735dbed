use ndarray::Array1;
use tfdata::Element;

#[derive(Element)]
struct Graph {
    node: i64,
    #[element(concat)]
    edges: Array1<i64>,
}

#[derive(Element)]
struct Part {
    graph: Graph,
    name: String,
}

fn main() {}
