//! A skipped field that has no default.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    #[element(skip)]
    cache: Cache,
}

struct Cache;

fn main() {}
