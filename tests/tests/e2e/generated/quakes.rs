use ndarray::Array1;
use tfdata::{Bytes, Element};

/// One element of the dataset.
#[derive(Clone, Debug, Element)]
pub struct Quakes {
    /// `string []`; missing from some elements; those looked at are UTF-8.
    pub alert: Option<Bytes>,
    /// `string [?]`; those looked at are UTF-8.
    pub code_bytes: Array1<Bytes>,
    /// `float32 [3]`
    pub coordinates: [f32; 3],
    /// `float32 []`; missing from some elements.
    pub dmin: Option<f32>,
    /// `int64 []`; missing from some elements.
    pub felt: Option<i64>,
    /// `float32 []`; missing from some elements.
    pub gap: Option<f32>,
    /// `string []`; those looked at are UTF-8.
    pub id: Bytes,
    /// `string [?]`; those looked at are UTF-8.
    pub ids: Array1<Bytes>,
    /// `float32 []`
    pub mag: f32,
    /// `int64 []`; missing from some elements.
    pub nst: Option<i64>,
    /// `string []`; those looked at are UTF-8.
    pub place: Bytes,
    /// `float32 []`; missing from some elements.
    pub rms: Option<f32>,
    /// `int64 []`
    pub sig: i64,
    /// `int64 []`
    pub time: i64,
    /// `int64 [2]`
    pub time_updated: [i64; 2],
    /// `int64 []`
    pub tsunami: i64,
    /// `string [?]`; those looked at are UTF-8.
    pub types: Array1<Bytes>,
    /// `int64 []`
    pub tz: i64,
}
