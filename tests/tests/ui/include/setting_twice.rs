//! A setting given twice.

tfdata::include_element!(pub Wine, "data/wine", strings = String, strings = Bytes);

fn main() {}
