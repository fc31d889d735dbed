//! The crate itself is no dataset.

tfdata::include_element!(pub Wine, "Cargo.toml");

fn main() {}
