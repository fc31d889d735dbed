//! A batch is read in one of these ways.

tfdata::include_element!(pub Wine, "data/wine", batched = maybe);

fn main() {}
