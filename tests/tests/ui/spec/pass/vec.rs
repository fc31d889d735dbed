//! A TFDS sequence, as a dict of arrays and as a `Vec`; an optional one needs what any type in an `Option` does.
use ndarray::{Array1, Array2};
use tfdata::Element;

#[derive(Element, Clone, Debug, PartialEq)]
struct Object {
    bbox: [f32; 4],
    label: i64,
}

type Objects = Vec<Object>;

#[derive(Element)]
#[element(spec = "data/photos/features.json")]
struct Photo {
    #[element(alias = "objects")]
    things: Objects,
    #[element(rename = "image/id")]
    id: i64,
}

#[derive(Element)]
struct Boxes {
    bbox: Array2<f32>,
    label: Array1<i64>,
}

#[derive(Element)]
#[element(spec = "data/photos/features.json")]
struct Stacked {
    objects: Boxes,
}

#[derive(Element)]
#[element(spec = "data/photos/features.json")]
struct Optional {
    objects: Option<Objects>,
}

fn main() {}
