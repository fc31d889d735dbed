use ndarray::Array1;
use tfdata::{Bytes, Element, Sparse};

/// One element of the dataset.
#[derive(Clone, Debug, Element)]
pub struct Nested(
    /// `dict`
    pub Nested0,
    /// `float32 []`
    pub f32,
);

/// The part `0` of [`Nested`].
#[derive(Clone, Debug, Element)]
pub struct Nested0 {
    /// `dict`
    pub car: Nested0Car,
    /// `bool []`
    pub known: bool,
    /// `sparse uint8 [3]`
    pub origin: Sparse<u8>,
    /// `float32 [3]`
    pub power: [f32; 3],
}

/// The part `0.car` of [`Nested0`].
#[derive(Clone, Debug, Element)]
pub struct Nested0Car {
    /// `string []`
    pub name: Bytes,
    /// `string [?]`
    pub tokens: Array1<Bytes>,
    /// `int32 []`
    pub year: i32,
}
