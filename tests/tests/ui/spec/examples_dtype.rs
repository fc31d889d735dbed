//! TFRecord files of examples, by what is in them.
use tfdata::{Bytes, Element};

#[derive(Element)]
#[element(spec = "data/taxi.tfrecord")]
struct Trip {
    fare: i64,
    payment_type: Bytes,
}

fn main() {}
