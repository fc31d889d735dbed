//! Transformations: each gives a new dataset and leaves the old one as it was, under tf.data's names.

mod batch;
mod function;
mod group;
mod keep;
mod resample;
mod several;
mod sparse;
mod unique;

pub use resample::Resample;
pub use unique::Unique;

use std::path::Path;

use super::Dataset;
use crate::element::Element;
use crate::plan::{Buffer, Node, Plan, Shuffle, Step};

impl<E: Element> Dataset<E> {
    fn then(&self, node: Node) -> Self {
        Self::new(Plan::new(node, self.plan.spec.clone()))
    }

    fn apply(&self, step: Step) -> Self {
        Self::new(Plan::apply(&self.plan, step, self.plan.spec.clone()))
    }

    fn invalid(&self, method: String, reason: &str) -> Self {
        Self::new(Plan::invalid(Some(&self.plan), method, reason, self.plan.spec.clone()))
    }

    /// The first `count` elements. `tf.data.Dataset.take`.
    #[must_use]
    pub fn take(&self, count: usize) -> Self {
        self.then(Node::Take { input: self.plan.clone(), count })
    }

    /// All but the first `count` elements. `tf.data.Dataset.skip`.
    #[must_use]
    pub fn skip(&self, count: usize) -> Self {
        self.then(Node::Skip { input: self.plan.clone(), count })
    }

    /// The elements in random order, drawn from a buffer of the next few. `tf.data.Dataset.shuffle`.
    ///
    /// ```
    /// # use tfdata::{Dataset, Shuffle};
    /// # let ds = Dataset::range(10);
    /// let shuffled = ds.shuffle(1000);
    /// let the_same_in_each_run = ds.shuffle(Shuffle::buffer(1000).seed(42));
    /// ```
    ///
    /// A buffer of 0 is an [`Argument`](crate::Error::Argument) error when the dataset is used.
    #[must_use]
    pub fn shuffle(&self, shuffle: impl Into<Shuffle>) -> Self {
        let shuffle = shuffle.into();
        if shuffle.buffer == 0 {
            return self.invalid("shuffle(0)".into(), "the buffer holds at least one element");
        }
        self.then(Node::Shuffle { input: self.plan.clone(), shuffle })
    }

    /// The elements `count` times over; `None` for ever. `tf.data.Dataset.repeat`.
    #[must_use]
    pub fn repeat(&self, count: impl Into<Option<usize>>) -> Self {
        self.then(Node::Repeat { input: self.plan.clone(), count: count.into() })
    }

    /// The same elements, the next few made while the last one is used: `prefetch(2)`, or
    /// `prefetch(AUTOTUNE)`. `tf.data.Dataset.prefetch`.
    ///
    /// A thread of its own makes them, from the first element on that is asked for alone; `stack()`, which takes many at
    /// once, starts none. Dropping the iteration ends it. `AUTOTUNE` is four in the native engine.
    ///
    /// ```
    /// # use tfdata::Dataset;
    /// let ds = Dataset::range(1000).shuffle(100).batch(32).prefetch(2);
    /// for batch in ds.iter()? {
    ///     let _ = batch?; // while this one is used, the next two are made
    /// }
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    ///
    /// The native engine has no such thread where it would have little to do but copy: arrays in memory, and batches of
    /// them, are lent as they lie, and single records of files are read and decoded ahead by other threads already.
    ///
    /// An iteration that is dropped early may have drawn more seeds for a shuffle that is repeated than its elements
    /// needed, as in TensorFlow.
    #[must_use]
    pub fn prefetch(&self, buffer: impl Into<Buffer>) -> Self {
        self.then(Node::Prefetch { input: self.plan.clone(), buffer: buffer.into() })
    }

    /// The same elements, kept in memory by the first iteration that reaches the end, for those that follow.
    /// `tf.data.Dataset.cache`.
    #[must_use]
    pub fn cache(&self) -> Self {
        self.then(Node::Cache { input: self.plan.clone(), file: None })
    }

    /// The same elements, kept in files whose names begin with `path` by the first iteration that reaches the
    /// end. `tf.data.Dataset.cache(path)`.
    #[must_use]
    pub fn cache_to(&self, path: impl AsRef<Path>) -> Self {
        self.then(Node::Cache { input: self.plan.clone(), file: Some(path.as_ref().to_owned()) })
    }

    /// Every `count`-th element, from element `index` on. `tf.data.Dataset.shard`.
    ///
    /// An `index` that is not less than `count` is an [`Argument`](crate::Error::Argument) error when the
    /// dataset is used.
    #[must_use]
    pub fn shard(&self, count: usize, index: usize) -> Self {
        if index >= count {
            let reason = "the index counts from 0 and is less than the number of shards";
            return self.invalid(format!("shard({count}, {index})"), reason);
        }
        self.then(Node::Shard { input: self.plan.clone(), count, index })
    }

    /// Each element with its number, counted from 0. `tf.data.Dataset.enumerate`.
    #[must_use]
    pub fn enumerate(&self) -> Dataset<(i64, E)> {
        self.enumerate_from(0)
    }

    /// Each element with its number, counted from `start`. `tf.data.Dataset.enumerate(start)`.
    #[must_use]
    pub fn enumerate_from(&self, start: i64) -> Dataset<(i64, E)> {
        Dataset::new(Plan::enumerate(&self.plan, start))
    }
}
