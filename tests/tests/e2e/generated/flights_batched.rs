use tfdata::{Bytes, Element, Ragged};

/// One element of the dataset.
#[derive(Clone, Debug, Element)]
pub struct FlightsBatched {
    /// `ragged string [?, ?]`
    pub codes: Ragged<Bytes>,
    /// `ragged int32 [?, ?]`
    pub n: Ragged<i32>,
}
