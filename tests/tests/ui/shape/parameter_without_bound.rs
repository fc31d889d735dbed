//! A generic function that does not ask for what the struct needs.

use tfdata::Element;

#[derive(Element)]
struct Row<T> {
    value: T,
}

fn spec<T>() -> tfdata::spec::Want {
    Row::<T>::SPEC
}

fn main() {}
