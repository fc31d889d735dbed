use tfdata::Element;

/// One element of the dataset.
///
/// The dataset does not record the names of its components, only their order: rename them.
#[derive(Clone, Debug, Element)]
#[element(tuple)]
pub struct Interleave {
    /// `float32 []`
    pub component_0: f32,
}
