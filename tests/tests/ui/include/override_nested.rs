//! A type for a component of a dict in a tuple.

tfdata::include_element!(pub Car, "data/cars", signature = "nested", "0.car.year": f64);

fn main() {}
