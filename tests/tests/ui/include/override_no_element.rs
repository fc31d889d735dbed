//! A type that nothing can be read as.

#[derive(Clone, Debug)]
struct Label;

tfdata::include_element!(pub Wine, "data/wine", "label": Label);

fn main() {}
