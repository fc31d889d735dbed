//! A saved dataset has no signatures.

tfdata::include_element!(pub Wine, "data/wine", signature = "serving");

fn main() {}
