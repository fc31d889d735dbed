//! No signature has this name.

tfdata::include_element!(pub Car, "data/cars", signature = "splitz", output = "train");

fn main() {}
