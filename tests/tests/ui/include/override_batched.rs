//! The type of one row, where an element is a batch of them.

tfdata::include_element!(pub Cars, "data/cars", signature = "splits", output = "test", "mpg": f32);

fn main() {}
