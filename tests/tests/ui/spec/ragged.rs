//! A dense array where the dataset is ragged.
use ndarray::Array2;
use tfdata::Element;

#[derive(Element)]
struct Flight {
    dests: Array2<String>,
}

#[derive(Element)]
#[element(spec = "data/flights")]
struct Flights(Flight, (i64, [f32; 2]), bool);

fn main() {}
