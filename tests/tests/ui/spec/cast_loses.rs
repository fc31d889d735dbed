//! A conversion that could lose something.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/wine")]
struct Wine {
    #[element(cast)]
    i64: f64,
    #[element(cast)]
    i32: f64,
    #[element(cast = "lossy")]
    u64: f32,
}

fn main() {}
