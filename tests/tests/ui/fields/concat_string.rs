use tfdata::Element;

#[derive(Element)]
struct Graph {
    node: i64,
    #[element(concat)]
    edges: String,
}

fn main() {}
