//! Fields that borrow: each is reported, the lifetime is not.

use tfdata::Element;

#[derive(Element)]
struct Row<'a> {
    name: &'a str,
    pixels: &'a [u8],
    id: &'a i64,
}

fn main() {}
