//! Elements out of arrays that are in memory already.

use ndarray::{Array1, Array2};
use tfdata::{Dataset, Engine};

use crate::error::Error;
use crate::measure::{self, Sample, Samples, Taken};

type Batch = (Array2<f32>, Array1<i32>);

/// The same numbers as the Python side makes.
fn make(elements: usize) -> Batch {
    let x = Array2::from_shape_fn((elements, 25), |(row, column)| ((row * 25 + column) % 1000) as f32 / 8.0);
    (x, Array1::from_shape_fn(elements, |row| (row % 10) as i32))
}

/// Runs each way in turn, several times.
pub(super) fn time(elements: usize, repeats: usize) -> Result<Samples, Error> {
    let dataset = Dataset::from_tensor_slices(make(elements))?.engine(Engine::Native);
    let source = make(elements);
    let batches = dataset.batch(1024);
    let mut samples = Samples::new();
    for _ in 0..repeats {
        let mut add = |way: &str, sample: Sample| samples.entry(way.to_owned()).or_default().push(sample);
        add("copy", measure::time(|| Ok((source.0.to_owned(), source.1.to_owned())), sum)?);
        add("stack", measure::time(|| Ok(dataset.stack()?), sum)?);
        add("concat", measure::time(|| Ok(batches.concat()?), sum)?);
        // What is looked at of each batch is kept out of the time by looking at it again, after the clock.
        let all = || {
            let mut rows = 0;
            for batch in batches.iter()? {
                rows += std::hint::black_box(batch?).1.len();
            }
            Ok(rows)
        };
        let mut batch = measure::time(all, |rows| (*rows, 0.0))?;
        batch.sum = 0.0;
        for part in batches.iter()? {
            batch.sum += sum(&part?).1;
        }
        add("batch", batch);
    }
    Ok(samples)
}

fn sum((x, y): &Batch) -> Taken {
    let sum = x.iter().map(|&x| f64::from(x)).sum::<f64>() + y.iter().map(|&y| f64::from(y)).sum::<f64>();
    (y.len(), sum)
}
