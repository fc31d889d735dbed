//! A type of another fixed size.

tfdata::include_element!(pub Wine, "data/wine", "all": [f32; 12]);

fn main() {}
