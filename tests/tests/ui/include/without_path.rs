//! A name, and no dataset.

tfdata::include_element!(pub Wine);

fn main() {}
