//! A function that makes something else.

use tfdata::Element;

#[derive(Element)]
struct Row {
    #[element(default = one)]
    id: i64,
}

fn one() -> f32 {
    1.0
}

fn main() {}
