use tfdata::Element;

#[derive(Element)]
struct Graph {
    node: i64,
    #[element(concat)]
    edges: tfdata::Ragged<f32>,
}

fn main() {}
