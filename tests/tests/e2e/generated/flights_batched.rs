use tfdata::{Bytes, Element, Ragged};

/// One element of the dataset.
///
/// The dataset is batched: each element is a batch of many rows.
#[derive(Clone, Debug, Element)]
#[element(batched)]
pub struct FlightsBatched {
    /// `ragged string [?, ?]`
    pub codes: Ragged<Bytes>,
    /// `ragged int32 [?, ?]`
    pub n: Ragged<i32>,
}
