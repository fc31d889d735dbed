use ndarray::Array1;
use tfdata::Element;

#[derive(Element)]
struct Graph {
    node: i64,
    #[element(concat)]
    edges: Array1<i64>,
}

fn graph(batch: GraphBatch) -> Graph {
    batch.row(0)
}

fn main() {}
