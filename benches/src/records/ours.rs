//! The files as datasets of typed elements, stacked.

use std::path::Path;

use ndarray::{ArrayBase, Data, Dimension};
use tfdata::{Bytes, Dataset, Element, Engine, Ragged};

use super::columns::Sum;
use super::job::Job;
use crate::error::Error;
use crate::measure::{self, Sample};

#[derive(Element)]
pub(crate) struct Mnist {
    image: Bytes,
    label: i64,
}

#[derive(Element)]
pub(crate) struct Wide {
    x: [f32; 1024],
}

#[derive(Element)]
pub(crate) struct Tokens {
    tokens: Ragged<i64>,
}

/// A struct of floats and integers and a text, and the checksum of its batch.
macro_rules! tabular {
    ($($float:ident)* ; $($int:ident)*) => {
        #[derive(Element)]
        pub(crate) struct Tabular {
            $($float: f32,)*
            $($int: i64,)*
            text: String,
        }

        const FLOATS: &[&str] = &[$(stringify!($float)),*];
        const INTS: &[&str] = &[$(stringify!($int)),*];

        fn sum_of_tabular(batch: &TabularBatch) -> f64 {
            let mut sum = Sum::default();
            $(floats(&mut sum, &batch.$float);)*
            $(ints(&mut sum, &batch.$int);)*
            sum.texts(batch.text.iter().map(String::as_bytes));
            sum.get()
        }
    };
}

tabular! {
    f00 f01 f02 f03 f04 f05 f06 f07 f08 f09 f10 f11 f12 f13 f14 f15 f16 f17 f18 f19 f20 f21 f22 f23 f24 ;
    i0 i1 i2
}

/// A job's files, opened.
pub(crate) enum Opened {
    Mnist(Dataset<Mnist>),
    Wide(Dataset<Wide>),
    Tabular(Dataset<Tabular>),
    Tokens(Dataset<Tokens>),
}

/// Opens the files of a job, for this engine.
pub(crate) fn open(job: Job, folder: &Path, engine: Engine) -> Result<Opened, Error> {
    let files = folder.join("data-*").display().to_string();
    Ok(match job {
        Job::Mnist | Job::Gzip => Opened::Mnist(Dataset::examples(files).open()?.engine(engine)),
        Job::Wide => Opened::Wide(Dataset::examples(files).open()?.engine(engine)),
        Job::Tokens => Opened::Tokens(Dataset::examples(files).open()?.engine(engine)),
        Job::Tabular => Opened::Tabular(Dataset::examples(files).open()?.engine(engine)),
        Job::TabularShuffled => {
            let mut examples = Dataset::examples(files);
            for name in FLOATS {
                examples = examples.default_value(*name, -1.0_f32);
            }
            for name in INTS {
                examples = examples.default_value(*name, -1_i64);
            }
            Opened::Tabular(examples.open()?.engine(engine))
        }
    })
}

impl Opened {
    /// Stacks every element, once.
    pub(crate) fn stack(&self) -> Result<Sample, Error> {
        match self {
            Self::Mnist(dataset) => measure::time(
                || Ok(dataset.stack()?),
                |batch: &MnistBatch| {
                    let mut sum = Sum::default();
                    sum.bytes(
                        &batch.image.iter().flat_map(|image| image.iter().copied()).collect::<Vec<u8>>(),
                    );
                    ints(&mut sum, &batch.label);
                    (batch.len(), sum.get())
                },
            ),
            Self::Wide(dataset) => measure::time(
                || Ok(dataset.stack()?),
                |batch: &WideBatch| {
                    let mut sum = Sum::default();
                    floats(&mut sum, &batch.x);
                    (batch.len(), sum.get())
                },
            ),
            Self::Tabular(dataset) => {
                measure::time(|| Ok(dataset.stack()?), |batch| (batch.len(), sum_of_tabular(batch)))
            }
            Self::Tokens(dataset) => measure::time(
                || Ok(dataset.stack()?),
                |batch: &TokensBatch| {
                    let mut sum = Sum::default();
                    ints(&mut sum, batch.tokens.values());
                    batch.tokens.row_splits().iter().for_each(|splits| ints(&mut sum, splits));
                    (batch.len(), sum.get())
                },
            ),
        }
    }

    /// Stacks every element: the bytes of the arrays.
    pub(crate) fn columns(&self) -> Result<usize, Error> {
        Ok(match self {
            Self::Mnist(dataset) => {
                let batch = dataset.stack()?;
                let images = batch.image.iter().map(|image| image.len() + size_of::<Bytes>()).sum::<usize>();
                images + batch.label.len() * 8
            }
            Self::Wide(dataset) => dataset.stack()?.x.len() * 4,
            Self::Tabular(dataset) => {
                let batch = dataset.stack()?;
                let texts = batch.text.iter().map(|text| text.len() + size_of::<String>()).sum::<usize>();
                texts + batch.len() * (FLOATS.len() * 4 + INTS.len() * 8)
            }
            Self::Tokens(dataset) => {
                let batch = dataset.stack()?;
                (batch.tokens.values().len() + batch.len() + 1) * 8
            }
        })
    }

    /// Takes all elements in batches and drops them: how many they are.
    pub(crate) fn stream(&self, size: usize) -> Result<usize, Error> {
        fn count<B: Element>(batches: &Dataset<B>, len: impl Fn(&B) -> usize) -> Result<usize, Error> {
            let mut elements = 0;
            for batch in batches.iter()? {
                elements += len(&batch?);
            }
            Ok(elements)
        }
        match self {
            Self::Mnist(dataset) => count(&dataset.batch(size), MnistBatch::len),
            Self::Wide(dataset) => count(&dataset.batch(size), WideBatch::len),
            Self::Tabular(dataset) => count(&dataset.batch(size), TabularBatch::len),
            Self::Tokens(dataset) => count(&dataset.batch(size), TokensBatch::len),
        }
    }
}

/// Opens files of images and takes the first batch: how many they are.
pub(crate) fn first_batch(folder: &Path, size: usize) -> Result<usize, Error> {
    let files = folder.join("data-*").display().to_string();
    let digits = Dataset::<Mnist>::examples(files).open()?.engine(Engine::Native);
    let batch = digits.batch(size).first()?;
    Ok(batch.map_or(0, |batch| batch.len()))
}

fn floats<D: Dimension>(sum: &mut Sum, array: &ArrayBase<impl Data<Elem = f32>, D>) {
    sum.numbers(array.iter().map(|value| value.to_le_bytes()));
}

fn ints<D: Dimension>(sum: &mut Sum, array: &ArrayBase<impl Data<Elem = i64>, D>) {
    sum.numbers(array.iter().map(|value| value.to_le_bytes()));
}
