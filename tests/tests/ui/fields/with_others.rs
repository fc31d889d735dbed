//! A type that the derive refuses doesn't keep the compiler from looking at the others.

use tfdata::Element;

#[derive(Element)]
struct Song<'a> {
    title: &'a str,
    tracks: usize,
    length: std::time::Duration,
    notes: Vec<std::cell::Cell<f32>>,
    tempo: f32,
}

#[derive(Element)]
struct Album {
    artist: &'static str,
    length: std::time::Duration,
    tracks: std::collections::HashMap<String, f32>,
    #[element(renam = "released")]
    year: i64,
}

fn main() {}
