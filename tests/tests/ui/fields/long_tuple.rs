//! More members than tuples have.

use tfdata::Element;

#[derive(Element)]
struct Row {
    id: i64,
    value: (i8, i8, i8, i8, i8, i8, i8, i8, i8, i8, i8, i8, i8),
}

fn main() {}
