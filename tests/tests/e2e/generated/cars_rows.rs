use tfdata::{Bytes, Element, bf16};

/// One element of the dataset.
///
/// The dataset is batched, and this is one row of it: open it as [`CarBatch`].
#[derive(Clone, Debug, Element)]
pub struct Car {
    /// `uint8 []`
    pub cyl: u8,
    /// `float32 []`
    pub mpg: f32,
    /// `string []`
    pub origin: Bytes,
    /// `bfloat16 [3]`
    pub power: [bf16; 3],
}
