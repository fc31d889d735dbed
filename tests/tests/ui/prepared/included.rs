//! Edited, and included.

tfdata::include_element!(pub Wine, "data/changed.tfdata.json");

fn main() {}
