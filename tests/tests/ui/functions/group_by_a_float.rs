use ndarray::Array1;
use tfdata::Dataset;

fn main() {
    let numbers = Dataset::range(10);
    drop(numbers.group_by_window::<Array1<i64>>(
        3,
        |_, x| x.cast::<f32>().into(),
        |_, _, window| window.batch(4),
    ));
}
