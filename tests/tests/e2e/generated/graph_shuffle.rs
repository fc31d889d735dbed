use ndarray::Array1;
use tfdata::Element;

/// One element of the dataset.
///
/// The dataset is batched: each element is a batch of many rows.
///
/// The dataset does not record the names of its components, only their order: rename them.
#[derive(Clone, Debug, Element)]
#[element(tuple, batched)]
pub struct Shuffle {
    /// `int64 [?]`
    pub component_0: Array1<i64>,
}
