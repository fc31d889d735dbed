//! Datasets behind each other have elements of one type.

use ndarray::Array1;
use tfdata::Dataset;

fn main() -> tfdata::Result<()> {
    let floats = Dataset::from_tensor_slices(Array1::<f32>::zeros(10))?;
    drop(Dataset::range(10).concatenate(&floats));
    Ok(())
}
