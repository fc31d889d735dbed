//! Only a struct has fields.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(flatten)]
    inner: [f32; 3],
}

fn main() {}
