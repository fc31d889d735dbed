//! A dtype in the struct of a field of a field.
use tfdata::Element;

#[derive(Element)]
struct Car {
    year: i64,
}

#[derive(Element)]
struct Features {
    car: Car,
    known: bool,
}

#[derive(Element)]
#[element(spec = "data/cars", signature = "nested")]
struct Cars(Features, f32);

fn main() {}
