//! A number has no rows.

use tfdata::Dataset;

fn main() {
    drop(Dataset::from_tensor_slices(1.0_f32));
}
