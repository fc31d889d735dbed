use tfdata::Element;

#[derive(Element)]
struct Graph {
    node: i64,
    #[element(concat)]
    edges: f32,
}

fn main() {}
