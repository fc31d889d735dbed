//! One of two is no array.

use ndarray::Array2;
use tfdata::Dataset;

fn main() {
    drop(Dataset::from_tensor_slices((Array2::<f32>::zeros((2, 3)), vec![1_i32, 2])));
}
