//! tfdata's ways to take the elements out.

use ndarray::{Array1, Array2};
use tfdata::{Dataset, Engine};

use super::drain::Drain;
use crate::error::Error;
use crate::measure::{self, Sample, Samples, Taken};

type Slices = Dataset<(Array1<f32>, i32)>;

/// The same numbers as the Python side makes.
fn make(elements: usize) -> (Array2<f32>, Array1<i32>) {
    let x = Array2::from_shape_fn((elements, 25), |(row, column)| ((row * 25 + column) % 1000) as f32 / 8.0);
    (x, Array1::from_shape_fn(elements, |row| (row % 10) as i32))
}

fn slices(elements: usize) -> Result<Slices, Error> {
    // This bench measures the TensorFlow engine; such a dataset is native otherwise.
    Ok(Dataset::from_tensor_slices(make(elements))?.engine(Engine::TensorFlow))
}

/// Runs each way in turn, several times.
pub(super) fn time(elements: usize, repeats: usize) -> Result<Samples, Error> {
    tfdata::libtensorflow::load().map_err(tfdata::Error::from)?;
    let small = slices(2048)?;
    let dataset = slices(elements)?;
    let drain = Drain::new(make(elements))?;
    // The first run in a process starts TensorFlow's threads.
    iter(&small)?;
    stack(&small)?;
    concat(&small, 1024)?;
    let mut samples = Samples::new();
    for _ in 0..repeats {
        let mut add = |way: &str, sample: Sample| samples.entry(way.to_owned()).or_default().push(sample);
        add("iter", iter(&dataset)?);
        // The floor and what stands on it, close together.
        add("drain", drained(&drain)?);
        add("stack", stack(&dataset)?);
        add("concat_32", concat(&dataset, 32)?);
        add("concat", concat(&dataset, 1024)?);
    }
    Ok(samples)
}

/// Runs one way, once.
pub(super) fn once(elements: usize, way: &str) -> Result<(), Error> {
    tfdata::libtensorflow::load().map_err(tfdata::Error::from)?;
    let dataset = slices(elements)?;
    match way {
        "first" => dataset.first().map(drop)?,
        "iter" => iter(&dataset).map(drop)?,
        "stack" => stack(&dataset).map(drop)?,
        "concat" => concat(&dataset, 1024).map(drop)?,
        _ => return Err(Error::Usage(format!("no way is called {way}"))),
    }
    Ok(())
}

/// Element by element; each is looked at and dropped.
fn iter(dataset: &Slices) -> Result<Sample, Error> {
    let job = || {
        let mut taken = (0, 0.0);
        for element in dataset.iter()? {
            let (x, y) = element?;
            taken.0 += 1;
            taken.1 += x.iter().map(|&x| f64::from(x)).sum::<f64>() + f64::from(y);
        }
        Ok(taken)
    };
    measure::time(job, |taken: &Taken| *taken)
}

fn stack(dataset: &Slices) -> Result<Sample, Error> {
    measure::time(|| Ok(dataset.stack()?), sum)
}

fn concat(dataset: &Slices, size: usize) -> Result<Sample, Error> {
    measure::time(|| Ok(dataset.batch(size).concat()?), sum)
}

fn drained(drain: &Drain) -> Result<Sample, Error> {
    measure::time(|| drain.run(), |&elements| (elements, 0.0))
}

fn sum((x, y): &(Array2<f32>, Array1<i32>)) -> Taken {
    let sum = x.iter().map(|&x| f64::from(x)).sum::<f64>() + y.iter().map(|&y| f64::from(y)).sum::<f64>();
    (y.len(), sum)
}
