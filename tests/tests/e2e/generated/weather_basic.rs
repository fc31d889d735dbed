use ndarray::{Array1, Array2};
use tfdata::{Bytes, Element};

/// One element of the dataset.
///
/// The dataset is batched: each element is a batch of many rows.
///
/// The dataset does not record the names of its components, only their order: rename them.
#[derive(Clone, Debug, Element)]
#[element(tuple, batched)]
pub struct Basic {
    /// `string [?]`
    pub component_0: Array1<Bytes>,
    /// `float32 [?, 3]`
    #[element(shape = [_, 3])]
    pub component_1: Array2<f32>,
    /// `string [?]`
    pub component_2: Array1<Bytes>,
    /// `float32 [?]`
    pub component_3: Array1<f32>,
    /// `int32 [?]`
    pub component_4: Array1<i32>,
    /// `bool [?]`
    pub component_5: Array1<bool>,
}
