use ndarray::Array1;
use tfdata::Element;

#[derive(Element)]
#[element(batched)]
struct Graphs {
    node: Array1<i64>,
    #[element(concat)]
    edges: Array1<i64>,
}

fn main() {}
