//! A TFDS sequence of dicts as a `Vec`, one of whose fields is of another dtype.
use tfdata::Element;

#[derive(Element)]
struct Object {
    bbox: [f32; 4],
    label: i32,
}

#[derive(Element)]
#[element(spec = "data/photos/features.json")]
struct Photo {
    objects: Vec<Object>,
}

fn main() {}
