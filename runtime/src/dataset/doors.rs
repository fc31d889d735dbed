//! Doors to data that is in memory already.

use std::ops::Range;

use tfdata_spec::{ElementSpec, Shape};

use super::{Dataset, structure};
use crate::element::{Element, Unbatch};
use crate::error::{Error, Result};
use crate::memory::{self, Branch};
use crate::of_type;
use crate::part::Part;
use crate::plan::{Node, Plan, Source};
use crate::tensor::Components;

impl<E: Element> Dataset<E> {
    /// The rows of arrays in memory, as elements: arrays, tuples of arrays, or a generated batch.
    /// `tf.data.Dataset.from_tensor_slices`.
    ///
    /// ```
    /// use ndarray::{Array1, Array2};
    /// use tfdata::Dataset;
    ///
    /// # fn main() -> tfdata::Result<()> {
    /// # tfdata::libtensorflow::load_or_install()?;
    /// let features = Array2::<f32>::zeros((100, 5));
    /// let labels = Array1::<i32>::zeros(100);
    /// let ds = Dataset::from_tensor_slices((features, labels))?; // of (Array1<f32>, i32)
    /// let (x, y) = ds.batch(32).take(2).concat()?;
    /// assert_eq!((x.shape(), y.len()), (&[64, 5][..], 64));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A batch may hold more than arrays: [`Ragged`](crate::Ragged) and [`Sparse`](crate::Sparse) ones,
    /// [`Optionals`](crate::Optionals), [`Nested`](crate::Nested) datasets, [`Values`](crate::Values).
    ///
    /// # Errors
    /// [`Error::Rows`] if the arrays differ in length; [`Error::Argument`] if one has no axis 0.
    pub fn from_tensor_slices<B: Unbatch<Row = E>>(batch: B) -> Result<Self> {
        let batch = in_memory(batch)?;
        let rows = batch.components.first().map_or(0, Part::rows);
        for (component, named) in batch.components.iter().zip(batch.spec.components()) {
            let got = component.rows();
            if got != rows {
                return Err(Error::Rows { path: named.path, element: 0, expected: rows, got });
            }
        }
        let Some(spec) = memory::rows_of(&batch.spec) else {
            let reason = "a scalar has no rows; use `from_tensors` for a single element".to_owned();
            return Err(Error::Argument { method: "from_tensor_slices".into(), reason });
        };
        let source = match memory::dense(&batch.components) {
            Some(tensors) => Source::TensorSlices(tensors),
            None => Source::Memory { components: batch.components, slices: true },
        };
        Self::checked(Plan::new(Node::Source(source), spec))
    }

    /// One element from memory. `tf.data.Dataset.from_tensors`.
    ///
    /// It may hold more than tensors: a [`Ragged`](crate::Ragged) or [`Sparse`](crate::Sparse) one, an `Option`, a
    /// `Vec` as a nested dataset, a map, a [`Value`](crate::Value).
    ///
    /// # Errors
    /// [`Error::Argument`] if the elements of a `Vec` differ in structure.
    pub fn from_tensors(element: E) -> Result<Self> {
        let Branch { spec, components } = in_memory(element)?;
        let source = match memory::dense(&components) {
            Some(tensors) => Source::Tensors(tensors),
            None => Source::Memory { components, slices: false },
        };
        Self::checked(Plan::new(Node::Source(source), spec))
    }
}

impl Dataset<i64> {
    /// Numbers in steps of 1: `range(10)` counts from 0, `range(5..10)` from 5. `tf.data.Dataset.range`.
    pub fn range(numbers: impl Into<Numbers>) -> Self {
        Self::range_step(numbers, 1)
    }

    /// Numbers in steps of `step`, which may be negative. `tf.data.Dataset.range(start, stop, step)`.
    ///
    /// A step of 0 is an [`Argument`](Error::Argument) error when the dataset is used.
    pub fn range_step(numbers: impl Into<Numbers>, step: i64) -> Self {
        let Numbers { start, stop } = numbers.into();
        let spec = ElementSpec::tensor(tfdata_spec::DType::I64, Shape::scalar());
        if step == 0 {
            let method = format!("range_step({start}..{stop}, 0)");
            return Self::new(Plan::invalid(None, method, "the step is not 0", spec));
        }
        Self::new(Plan::new(Node::Source(Source::Range { start, stop, step }), spec))
    }

    /// Random numbers from 0 up to 2³² - 1, without end: `random(42)` with a seed, `random(None)` without.
    /// `tf.data.Dataset.random`.
    ///
    /// With a seed these are the numbers that Python's tf.data gives for it where no global seed is set; each
    /// iteration has the same ones.
    pub fn random(seed: impl Into<Option<i64>>) -> Self {
        Self::random_source(seed.into(), false)
    }

    /// As [`Dataset::random`], with other numbers in each iteration (`rerandomize_each_iteration=True`).
    pub fn random_each_iteration(seed: impl Into<Option<i64>>) -> Self {
        Self::random_source(seed.into(), true)
    }

    fn random_source(seed: Option<i64>, reshuffle: bool) -> Self {
        let spec = ElementSpec::tensor(tfdata_spec::DType::I64, Shape::scalar());
        Self::new(Plan::new(Node::Source(Source::Random { seed, reshuffle }), spec))
    }
}

/// What [`Dataset::range`] counts through: `10`, or `5..10`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    start: i64,
    stop: i64,
}

impl From<i64> for Numbers {
    fn from(stop: i64) -> Self {
        Self { start: 0, stop }
    }
}

impl From<Range<i64>> for Numbers {
    fn from(range: Range<i64>) -> Self {
        Self { start: range.start, stop: range.end }
    }
}

/// An element in memory as a part of a dataset.
pub(crate) fn in_memory<E: Element>(element: E) -> Result<Branch> {
    let mut components = Components::default();
    element.into_components(&mut components)?;
    let part = structure::element(&E::SPEC, &mut components.into_branches().into_iter());
    part.ok_or_else(|| {
        let reason = "`Element::into_components` gave fewer parts than `Element::SPEC` has leaves".to_owned();
        Error::Argument { method: super::bound::type_name::<E>(), reason }
    })
}

/// What elements of the type are, as far as it tells.
pub(crate) fn of_type<E: Element>() -> ElementSpec {
    of_type::described(&E::SPEC)
}
