//! A single number is no sequence of dicts.
use tfdata::Element;

#[derive(Element)]
struct Object {
    bbox: [f32; 4],
}

#[derive(Element)]
#[element(spec = "data/photos/features.json")]
struct Photo {
    #[element(rename = "image/id")]
    id: Vec<Object>,
}

fn main() {}
