//! Two fields at one position.

use tfdata::Element;

#[derive(Element)]
struct Row(i64, #[element(index = 0)] f32);

fn main() {}
