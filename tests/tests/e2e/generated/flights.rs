use ndarray::Array1;
use tfdata::{Bytes, Element, Ragged, Sparse};

/// One element of the dataset.
#[derive(Clone, Debug, Element)]
pub struct Flights(
    /// `dict`
    pub Flights0,
    /// `tuple of 2`
    pub (i64, [f32; 2]),
    /// `bool []`
    pub bool,
);

/// The part `0` of [`Flights`].
#[derive(Clone, Debug, Element)]
pub struct Flights0 {
    /// `ragged string [?, ?]`
    pub by_letter: Ragged<Bytes>,
    /// `sparse int32 [305]`
    pub counts: Sparse<i32>,
    /// `ragged string [?]`
    pub dests: Ragged<Bytes>,
    /// `string []`
    pub origin: Bytes,
    /// `int64 [?]`
    pub vec: Array1<i64>,
}
