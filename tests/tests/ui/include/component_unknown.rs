//! A type for a component that there is not.

tfdata::include_element!(pub Wine, "data/wine", "lable": i64);

fn main() {}
