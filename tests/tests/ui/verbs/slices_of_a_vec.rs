//! A `Vec` is not an array yet.

use tfdata::Dataset;

fn main() {
    drop(Dataset::from_tensor_slices(vec![1.0_f32, 2.0]));
}
