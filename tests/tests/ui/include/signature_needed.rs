//! Several signatures return a dataset.

tfdata::include_element!(pub Car, "data/cars");

fn main() {}
