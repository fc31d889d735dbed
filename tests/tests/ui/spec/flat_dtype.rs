//! A dataset that records dtypes in an order, and no names.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/weather", signature = "windowed", tuple)]
struct Weather {
    window: [f32; 4],
    next: f64,
    kind: u8,
}

fn main() {}
