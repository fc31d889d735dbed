//! A tuple in it of another length.
use tfdata::{Element, Value};

#[derive(Element)]
#[element(spec = "data/flights")]
struct Flights(Value, (i64, [f32; 2], bool), bool);

fn main() {}
