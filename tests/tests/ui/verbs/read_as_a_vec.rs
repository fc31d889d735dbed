//! A dataset is read as something whose shape is known.

use tfdata::Dataset;

fn main() {
    drop(Dataset::<Vec<f32>>::load("rows").open());
}
