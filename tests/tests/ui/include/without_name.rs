//! A dataset, and no name.

tfdata::include_element!("data/wine");

fn main() {}
