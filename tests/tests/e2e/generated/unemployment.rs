use ndarray::{Array1, Array2};
use tfdata::{Bytes, Element, Ragged};

/// One element of the dataset.
#[derive(Clone, Debug, Element)]
pub struct Unemployment(
    /// `dict`
    pub Unemployment0,
    /// `dict`
    pub Unemployment1,
);

/// The part `0` of [`Unemployment`].
#[derive(Clone, Debug, Element)]
pub struct Unemployment0 {
    /// `float32 []`
    pub mean_rate: f32,
    /// `int64 []`
    pub months: i64,
    /// `string []`; those looked at are UTF-8.
    pub series: Bytes,
    /// `string [?]`; those looked at are UTF-8.
    pub words: Array1<Bytes>,
}

/// The part `1` of [`Unemployment`].
#[derive(Clone, Debug, Element)]
pub struct Unemployment1 {
    /// `ragged float32 [?, ?]`
    pub by_year: Ragged<f32>,
    /// `int64 [?]`
    pub count: Array1<i64>,
    /// `string [?]`; those looked at are UTF-8.
    pub date: Array1<Bytes>,
    /// `int64 [?]`; missing from some elements.
    pub odd_only: Option<Array1<i64>>,
    /// `float32 [?]`
    pub rate: Array1<f32>,
    /// `int64 [?, 2]`
    #[element(shape = [_, 2])]
    pub ym: Array2<i64>,
}
