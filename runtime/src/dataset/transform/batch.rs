//! Batches: made, made anew, and taken apart.

use crate::dataset::Dataset;
use crate::element::{Concat, Element, Stack, Unbatch};
use crate::plan::{Node, PaddedBatch, Plan, Step};

// The bounds stand at the methods, and what they give has a name of its own: so the compiler says what is missing
// in the words of the trait.
impl<E: Element> Dataset<E> {
    /// Batches of `size` elements, stacked along a new axis 0; the last one may be shorter.
    /// `tf.data.Dataset.batch`.
    ///
    /// A size of 0 is an [`Argument`](crate::Error::Argument) error when the dataset is used.
    #[must_use]
    pub fn batch<B>(&self, size: usize) -> Dataset<B>
    where
        E: Stack<Batch = B>,
    {
        Dataset::new(Plan::batch(&self.plan, size, false))
    }

    /// Batches of exactly `size` elements; those that are too few for another one are left out.
    /// `tf.data.Dataset.batch(size, drop_remainder=True)`.
    ///
    /// A size of 0 is an [`Argument`](crate::Error::Argument) error when the dataset is used.
    #[doc(alias = "drop_remainder")]
    #[must_use]
    pub fn batch_exact<B>(&self, size: usize) -> Dataset<B>
    where
        E: Stack<Batch = B>,
    {
        Dataset::new(Plan::batch(&self.plan, size, true))
    }

    /// Batches of elements that differ in shape: each is filled up to the longest one of its batch.
    /// `tf.data.Dataset.padded_batch`.
    ///
    /// ```
    /// # use ndarray::Array1;
    /// # use tfdata::{Dataset, PaddedBatch};
    /// # fn pad(ds: &Dataset<(Array1<i64>, i32)>) {
    /// let batches = ds.padded_batch(32); // of (Array2<i64>, Array1<i32>)
    /// let as_long_as_128 = ds.padded_batch(PaddedBatch::of(32).shape("0", [Some(128)]).value("0", -1_i64));
    /// # }
    /// ```
    ///
    /// A size of 0, a component that there is not, or a shape or value that does not fit is an
    /// [`Argument`](crate::Error::Argument) error when the dataset is used.
    #[must_use]
    pub fn padded_batch<B>(&self, padded: impl Into<PaddedBatch>) -> Dataset<B>
    where
        E: Stack<Batch = B>,
    {
        match padded.into().resolve(&self.plan.spec) {
            Ok((padding, spec)) => Dataset::new(Plan::apply(&self.plan, Step::PaddedBatch(padding), spec)),
            Err(reason) => {
                let spec = self.plan.spec.batched(None);
                Dataset::new(Plan::invalid(Some(&self.plan), "padded_batch".into(), &reason, spec))
            }
        }
    }

    /// Batches of `size` rows, whatever batches the rows came in; the last one may be shorter.
    /// `tf.data.Dataset.rebatch`.
    ///
    /// A size of 0 is an [`Argument`](crate::Error::Argument) error when the dataset is used.
    #[must_use]
    pub fn rebatch(&self, size: usize) -> Self
    where
        E: Concat,
    {
        self.rebatched(size, false)
    }

    /// Batches of exactly `size` rows; those that are too few for another one are left out.
    /// `tf.data.Dataset.rebatch(size, drop_remainder=True)`.
    ///
    /// A size of 0 is an [`Argument`](crate::Error::Argument) error when the dataset is used.
    #[must_use]
    pub fn rebatch_exact(&self, size: usize) -> Self
    where
        E: Concat,
    {
        self.rebatched(size, true)
    }

    fn rebatched(&self, size: usize, drop_remainder: bool) -> Self
    where
        E: Concat,
    {
        if size == 0 {
            return self.invalid("rebatch(0)".into(), "a batch has at least one element");
        }
        let rows = self.plan.spec.unbatched();
        let Some(spec) = rows.map(|rows| rows.batched(drop_remainder.then_some(size))) else {
            let reason = "a component of the dataset is a scalar, which has no rows";
            return self.invalid(format!("rebatch({size})"), reason);
        };
        Self::new(Plan::apply(&self.plan, Step::Rebatch { size, drop_remainder }, spec))
    }

    /// The rows of each batch, one at a time. `tf.data.Dataset.unbatch`.
    #[must_use]
    pub fn unbatch<R>(&self) -> Dataset<R>
    where
        E: Unbatch<Row = R>,
    {
        let input = self.plan.clone();
        match self.plan.spec.unbatched() {
            Some(spec) => Dataset::new(Plan::new(Node::Unbatch { input }, spec)),
            None => {
                let reason = "a component of the dataset is a scalar, which has no rows";
                Dataset::new(Plan::invalid(
                    Some(&self.plan),
                    "unbatch()".into(),
                    reason,
                    self.plan.spec.clone(),
                ))
            }
        }
    }
}
