use ndarray::{Array1, Array2};
use tfdata::Element;

/// One element of the dataset.
///
/// The dataset is batched: each element is a batch of many rows.
///
/// The dataset does not record the names of its components, only their order: rename them.
#[derive(Clone, Debug, Element)]
#[element(tuple, batched)]
pub struct Padded {
    /// `int64 [?, ?]`
    pub component_0: Array2<i64>,
    /// `int64 [?]`
    pub component_1: Array1<i64>,
}
