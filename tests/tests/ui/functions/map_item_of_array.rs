use ndarray::Array1;
use tfdata::Dataset;

fn halves(rows: &Dataset<Array1<i64>>) -> Dataset<Array1<f32>> {
    rows.map(|_, x| {
        let half = x / 2;
        half.into()
    })
}

fn main() {}
