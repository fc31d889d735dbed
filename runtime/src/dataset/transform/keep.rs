//! Transformations that leave elements as they are.

use std::path::Path;

use tfdata_spec::ElementSpec;

use crate::dataset::Dataset;
use crate::element::Element;
use crate::engine::Cardinality;
use crate::plan::{Options, Plan, Step, Window};

impl<E: Element> Dataset<E> {
    /// The same elements, known to be so many: `assert_cardinality(100)`, or
    /// `assert_cardinality(Cardinality::Infinite)`. `tf.data.Dataset.assert_cardinality`.
    ///
    /// An iteration that finds another number ends with an error.
    #[must_use]
    pub fn assert_cardinality(&self, cardinality: impl Into<Cardinality>) -> Self {
        self.apply(Step::AssertCardinality(cardinality.into()))
    }

    /// The elements without those that fail. `tf.data.Dataset.ignore_errors`.
    ///
    /// A pipeline that fails for ever, without going on to a next element, never ends. To know how many were
    /// left out, use [`Dataset::ignore_errors_enumerate`].
    #[must_use]
    pub fn ignore_errors(&self) -> Self {
        self.apply(Step::IgnoreErrors)
    }

    /// The elements without those that fail, each with the number that it has among all of them: where numbers
    /// are missing, elements failed.
    ///
    /// So the elements that failed before the last good one are as many as its number less the good ones before
    /// it. Those that fail after it are seen by [`Dataset::cardinality`] only, where that is known.
    #[must_use]
    pub fn ignore_errors_enumerate(&self) -> Dataset<(i64, E)> {
        self.enumerate().ignore_errors()
    }

    /// The same elements, kept in files in the directory `path` by the first iteration that reaches the end, for
    /// those that follow, also in other processes. `tf.data.Dataset.snapshot`.
    ///
    /// TensorFlow recognizes by the pipeline what belongs to it, and writes anew when the pipeline has changed.
    #[must_use]
    pub fn snapshot(&self, path: impl AsRef<Path>) -> Self {
        let shards = std::thread::available_parallelism().map_or(1, usize::from);
        self.apply(Step::Snapshot { path: path.as_ref().to_owned(), shards })
    }

    /// Windows of elements that follow each other: each is a `Vec` of them, or in a function a dataset
    /// ([`Untyped::dataset`](crate::graph::Untyped::dataset)). `tf.data.Dataset.window`.
    ///
    /// ```
    /// # use tfdata::{Dataset, Window};
    /// let pairs = Dataset::range(10).window(Window::of(2).shift(1).drop_remainder()); // [0, 1], [1, 2], ..
    /// let sums = pairs.flat_map::<i64>(|_, x| x.dataset::<i64>("_").batch(2).map(|_, x| x.sum().into()));
    /// ```
    ///
    /// Unlike in Python, a window of tuples is a dataset of tuples, not a tuple of datasets. A size, shift or
    /// stride of 0 is an [`Argument`](crate::Error::Argument) error when the dataset is used.
    #[must_use]
    pub fn window(&self, window: impl Into<Window>) -> Dataset<Vec<E>> {
        let window = window.into();
        let spec = ElementSpec::Dataset(Box::new(self.plan.spec.clone()));
        if window.size.min(window.shift).min(window.stride) == 0 {
            let reason = "size, shift and stride are at least 1";
            return Dataset::new(Plan::invalid(Some(&self.plan), "window".into(), reason, spec));
        }
        Dataset::new(Plan::apply(&self.plan, Step::Window(window), spec))
    }

    /// What [`Dataset::with_options`] set, here or in the datasets that this one is made from.
    /// `tf.data.Dataset.options`.
    ///
    /// Options that a pipeline of Python's set stay in it, and are not told.
    pub fn options(&self) -> Options {
        self.plan.options()
    }

    /// The same elements, made as these options say. `tf.data.Dataset.with_options`.
    #[must_use]
    pub fn with_options(&self, options: Options) -> Self {
        self.apply(Step::Options(options))
    }
}
