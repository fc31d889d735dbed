//! A TFDS sequence of dicts as a `Vec`, one of whose fields it has not.
use tfdata::Element;

#[derive(Element)]
struct Object {
    boxes: [f32; 4],
    labels: i64,
}

#[derive(Element)]
#[element(spec = "data/photos/features.json")]
struct Photo {
    objects: Vec<Object>,
}

fn main() {}
