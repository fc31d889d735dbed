//! A position that the tuple has not.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/flights")]
struct Late(#[element(index = 3)] bool);

fn main() {}
