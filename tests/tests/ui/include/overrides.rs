//! Several types that don't fit are said at once.

tfdata::include_element!(pub Wine, "data/wine", "label": i32, "u8": u8, "all": [f64; 13], "f64": Vec<f64>);

fn main() {}
