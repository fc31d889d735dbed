//! Borrowed bytes.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    value: &'static [u8],
}

fn main() {}
