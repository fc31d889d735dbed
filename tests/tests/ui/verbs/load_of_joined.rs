use ndarray::Array1;
use tfdata::{Dataset, Element};

#[derive(Element)]
struct Graph {
    node: i64,
    #[element(concat)]
    edges: Array1<i64>,
}

fn graphs(path: &str) {
    let _ = Dataset::<GraphBatch>::load(path).open();
}

fn main() {}
