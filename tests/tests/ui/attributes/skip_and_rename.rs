//! A skipped field is not looked for.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(skip, rename = "other")]
    name: String,
}

fn main() {}
