//! A type parameter of a skipped field only.

use std::marker::PhantomData;
use tfdata::Element;

#[derive(Element)]
struct Row<T> {
    id: i64,
    #[element(skip)]
    kind: PhantomData<T>,
}

fn main() {}
