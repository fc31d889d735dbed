use ndarray::Array1;
use tfdata::Element;

#[derive(Element)]
struct Edges {
    from: Array1<i64>,
}

#[derive(Element)]
struct Graph {
    node: i64,
    #[element(concat)]
    edges: Edges,
}

fn main() {}
