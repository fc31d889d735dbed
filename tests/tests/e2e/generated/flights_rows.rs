use tfdata::{Bytes, Element, Ragged};

/// One element of the dataset.
///
/// The dataset is batched, and this is one row of it: open it as [`CodesBatch`].
#[derive(Clone, Debug, Element)]
pub struct Codes {
    /// `ragged string [?]`
    pub codes: Ragged<Bytes>,
    /// `ragged int32 [?]`
    pub n: Ragged<i32>,
}
