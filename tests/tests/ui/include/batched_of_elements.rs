//! A dataset that is not batched.

tfdata::include_element!(pub Wine, "data/wine", batched = yes);

fn main() {}
