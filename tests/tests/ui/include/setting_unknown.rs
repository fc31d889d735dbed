//! A setting that there is not.

tfdata::include_element!(pub Wine, "data/wine", string = String);

fn main() {}
