use ndarray::Array1;
use tfdata::{Bytes, Element};

/// 322 e-mails of the `SpamAssassin` public corpus.
#[derive(Clone, Debug, Element)]
pub struct Spam {
    /// `int32 [2, 4]`
    pub byte_hist: [[i32; 4]; 2],
    /// `dict`
    pub email: SpamEmail,
    /// `string []`: text.
    pub filename: Bytes,
    /// `bool [3]`
    pub has: [bool; 3],
    /// `string [?]`: text.
    pub hops: Array1<Bytes>,
    /// `bool []`
    pub is_hard: bool,
    /// `int64 []`: class label, one of 2.
    /// Classes: 0 = `ham`, 1 = `spam`.
    pub label: i64,
    /// `uint16 [26]`
    pub letters: [u16; 26],
    /// `int32 [?]`
    pub line_lengths: Array1<i32>,
    /// `float64 [2]`
    pub stats: [f64; 2],
    /// `float32 []`
    pub upper_ratio: f32,
}

/// The part `email` of [`Spam`].
#[derive(Clone, Debug, Element)]
pub struct SpamEmail {
    /// `string []`: text.
    pub body: Bytes,
    /// `dict`
    pub headers: SpamEmailHeaders,
    /// `string []`: text.
    pub subject: Bytes,
}

/// The part `email.headers` of [`SpamEmail`].
#[derive(Clone, Debug, Element)]
pub struct SpamEmailHeaders {
    /// `string []`: text.
    pub from: Bytes,
    /// `int32 []`
    pub n_headers: i32,
}
