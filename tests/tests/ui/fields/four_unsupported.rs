//! Four fields of types that no dataset holds: each is reported, at its own type.

use std::collections::HashMap;
use tfdata::Element;

#[derive(Element)]
struct Song {
    title: String,
    notes: std::cell::Cell<f32>,
    tags: HashMap<String, String>,
    key: Box<i64>,
    length: std::time::Duration,
    tempo: f32,
}

fn main() {}
