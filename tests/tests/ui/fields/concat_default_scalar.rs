use tfdata::Element;

#[derive(Element)]
struct Graph {
    node: i64,
    #[element(concat, default)]
    edges: f32,
}

fn main() {}
