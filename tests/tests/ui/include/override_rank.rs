//! A type with another number of dimensions.

tfdata::include_element!(pub Wine, "data/wine", "all": tfdata::ndarray::Array2<f32>);

fn main() {}
