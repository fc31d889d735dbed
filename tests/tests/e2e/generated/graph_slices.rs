use ndarray::Array2;
use tfdata::Element;

/// One element of the dataset.
///
/// The dataset does not record the names of its components, only their order: rename them.
#[derive(Clone, Debug, Element)]
#[element(tuple)]
pub struct Slices {
    /// `float32 [64, 3]`
    #[element(shape = [64, 3])]
    pub component_0: Array2<f32>,
    /// `bool [64]`
    pub component_1: [bool; 64],
}
