use tfdata::Element;

/// One element of the dataset.
///
/// The dataset does not record the names of its components, only their order: rename them.
#[derive(Clone, Debug, Element)]
#[element(tuple)]
pub struct Windowed {
    /// `float32 [4]`
    pub component_0: [f32; 4],
    /// `float32 []`
    pub component_1: f32,
    /// `uint8 []`
    pub component_2: u8,
}
