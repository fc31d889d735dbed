//! A type parameter is checked where it is known.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/wine")]
struct Wine<T> {
    label: T,
}

fn main() {
    const _: tfdata::spec::Want = <Wine<f32> as Element>::SPEC;
}
