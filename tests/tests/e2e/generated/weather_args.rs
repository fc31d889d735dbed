use ndarray::{Array1, Array2};
use tfdata::{Bytes, Element};

/// One element of the dataset.
///
/// The dataset is batched: each element is a batch of many rows.
///
/// The dataset does not record the names of its components, only their order: rename them.
#[derive(Clone, Debug, Element)]
#[element(tuple, batched)]
pub struct Arguments {
    /// `string [?]`
    pub component_0: Array1<Bytes>,
    /// `float32 [?, 3]`
    #[element(shape = [_, 3])]
    pub component_1: Array2<f32>,
}
