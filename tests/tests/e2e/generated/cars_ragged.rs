use tfdata::{Bytes, Element, Ragged};

/// One element of the dataset.
#[derive(Clone, Debug, Element)]
pub struct Tokens {
    /// `ragged int32 [?, ?]`
    pub lengths: Ragged<i32>,
    /// `ragged string [?, ?]`
    pub tokens: Ragged<Bytes>,
}
