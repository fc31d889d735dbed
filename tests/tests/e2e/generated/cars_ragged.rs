use tfdata::{Bytes, Element, Ragged};

/// One element of the dataset.
///
/// The dataset is batched: each element is a batch of many rows.
#[derive(Clone, Debug, Element)]
#[element(batched)]
pub struct Tokens {
    /// `ragged int32 [?, ?]`
    pub lengths: Ragged<i32>,
    /// `ragged string [?, ?]`
    pub tokens: Ragged<Bytes>,
}
