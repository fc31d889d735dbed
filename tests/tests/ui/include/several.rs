//! Every mistake is said at once, and at its place.

tfdata::include_element!(
    pub Wine,
    "data/wine",
    strings = Text,
    sort = true,
    "label": ,
    batched = no,
    batched = yes,
);

fn main() {}
