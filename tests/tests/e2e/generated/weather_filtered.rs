use tfdata::{Bytes, Element};

/// One element of the dataset.
///
/// The dataset does not record the names of its components, only their order: rename them.
#[derive(Clone, Debug, Element)]
#[element(tuple)]
pub struct Filtered {
    /// `int64 []`
    pub component_0: i64,
    /// `string []`
    pub component_1: Bytes,
    /// `float32 [3]`
    pub component_2: [f32; 3],
    /// `string []`
    pub component_3: Bytes,
    /// `float32 []`
    pub component_4: f32,
    /// `int32 []`
    pub component_5: i32,
    /// `bool []`
    pub component_6: bool,
}
