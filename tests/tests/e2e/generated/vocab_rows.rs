use ndarray::Array1;
use tfdata::{Bytes, Element};

/// One element of the dataset.
///
/// The dataset does not record the names of its components, only their order: rename them.
#[derive(Clone, Debug, Element)]
#[element(tuple)]
pub struct Rows {
    /// `string []`
    pub component_0: Bytes,
    /// `int64 [?]`
    pub component_1: Array1<i64>,
    /// `int64 []`
    pub component_2: i64,
    /// `int32 []`
    pub component_3: i32,
    /// `string []`
    pub component_4: Bytes,
}
