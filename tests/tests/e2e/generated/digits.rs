use ndarray::Array1;
use tfdata::Element;

/// One element of the dataset.
#[derive(Clone, Debug, Element)]
pub struct Digits {
    /// `int64 []`
    pub image_class: i64,
    /// `float32 [784]`
    #[element(shape = [784])]
    pub image_floats: Array1<f32>,
}
