//! A name that is near to none.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/cars", signature = "nested")]
struct Cars(CarsBody, f32);

#[derive(Element)]
struct CarsBody {
    known: bool,
}

#[derive(Element)]
#[element(spec = "data/photos")]
struct Photo {
    #[element(rename = "caption")]
    text: String,
}

fn main() {}
