//! What is zipped is a dataset.

use ndarray::Array1;
use tfdata::Dataset;

fn main() {
    drop(Dataset::range(10).zip(&Array1::<i64>::zeros(10)));
}
