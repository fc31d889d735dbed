//! A type of another dtype than the component's.

tfdata::include_element!(pub Wine, "data/wine", "label": i32);

fn main() {}
