use ndarray::{Array1, Array2};
use tfdata::{Bytes, Element, bf16};

/// One element of the dataset.
///
/// The dataset is batched: each element is a batch of many rows.
#[derive(Clone, Debug, Element)]
#[element(batched)]
pub struct Test {
    /// `uint8 [?]`
    pub cyl: Array1<u8>,
    /// `float32 [?]`
    pub mpg: Array1<f32>,
    /// `string [?]`
    pub origin: Array1<Bytes>,
    /// `bfloat16 [?, 3]`
    #[element(shape = [_, 3])]
    pub power: Array2<bf16>,
}
