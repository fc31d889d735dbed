//! A dict of arrays is no nested dataset.
use tfdata::Element;

#[derive(Element)]
struct Weather {
    mean_temp: f32,
}

#[derive(Element)]
#[element(spec = "data/weather", signature = "filtered")]
struct Days(i64, Vec<Weather>);

fn main() {}
