//! A dataset that is not there.

tfdata::include_element!(pub Wine, "data/whine");

fn main() {}
