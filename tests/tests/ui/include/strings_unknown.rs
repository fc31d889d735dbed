//! Strings are one of two types.

tfdata::include_element!(pub Wine, "data/wine", strings = str);

fn main() {}
