//! Two types for one component.

tfdata::include_element!(pub Wine, "data/wine", "label": i64, "label": i32);

fn main() {}
