//! A dataset that records dtypes in an order, and as many as there are.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/weather", signature = "windowed", tuple)]
struct Weather {
    window: [f32; 4],
    kind: u8,
}

fn main() {}
