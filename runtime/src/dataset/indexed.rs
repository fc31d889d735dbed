use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::bound::Bound;
use super::{Dataset, drain};
use crate::column::Column;
use crate::element::{ColumnOf, Concat, Element, Stack};
use crate::engine::{self, native::Opened};
use crate::error::{Error, Result};
use crate::plan::Plan;
use crate::row::Row;

impl<E: Element> Dataset<E> {
    /// The elements by their places: how many there are, exactly, and any of them at once.
    /// `tf.data.experimental.at`, for files as well; what TFDS and Grain call a data source.
    ///
    /// ```
    /// use tfdata::Dataset;
    ///
    /// let numbers = Dataset::range(1000).skip(10).random_access()?;
    /// assert_eq!(numbers.len(), 990);
    /// assert_eq!(numbers.get(5)?, 15);
    /// assert_eq!(numbers.get_many(&[7, 0, 7])?.to_vec(), [17, 10, 17]);
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    ///
    /// Arrays in memory and `range` have it, and what reads local TFRecord files that are not compressed:
    /// [`tfrecords`](Dataset::tfrecords), [`examples`](Dataset::examples),
    /// [`sequence_examples`](Dataset::sequence_examples), [`tfds`](Dataset::tfds); also behind `take`, `skip`, `shard`,
    /// `repeat(n)`, `batch`, `zip`, `concatenate`, `enumerate`, `assert_cardinality` and `prefetch`. Behind
    /// [`cache`](Dataset::cache) any dataset has it: its elements are run through now, if no iteration has done so yet,
    /// and stay in memory.
    ///
    /// Of each file the headers of all records are read here, unless [`Indexed::write_index`] has kept them. Rust alone
    /// does it, without TensorFlow.
    ///
    /// # Errors
    /// [`Error::Argument`] for a dataset whose elements have no places that can be told, or whose files are compressed:
    /// the error names the transformation or source. [`Error::Damaged`] if a file ends inside a record or is no
    /// TFRecord file, [`Error::Truncated`] if there are not so many elements as `assert_cardinality` says.
    pub fn random_access(&self) -> Result<Indexed<E>> {
        let bound = self.bound()?.clone();
        let opened = engine::lookup(&self.plan, &bound.components)?;
        let len = usize::try_from(opened.lookup.len()).map_err(|_| Error::Argument {
            method: "random_access()".into(),
            reason: format!("{} elements are more than can be counted here", opened.lookup.len()),
        })?;
        Ok(Indexed { plan: self.plan.clone(), bound, opened: Arc::new(opened), len, element: PhantomData })
    }
}

/// The elements of a dataset by their places: what [`Dataset::random_access`] returns.
///
/// Files are opened once. It can be shared between threads, which do not wait for each other, and cloned at no cost.
///
/// An epoch in an order of one's own is a shuffled list of places:
///
/// ```
/// # use tfdata::Dataset;
/// # let order = vec![3, 1, 4, 0, 2];
/// let examples = Dataset::range(5).random_access()?;
/// for places in order.chunks(2) {
///     let batch = examples.get_many(places)?; // 2 elements, stacked
/// #   assert!(batch.len() <= 2);
/// }
/// # Ok::<(), tfdata::Error>(())
/// ```
pub struct Indexed<E> {
    plan: Arc<Plan>,
    bound: Arc<Bound>,
    opened: Arc<Opened>,
    len: usize,
    element: PhantomData<fn() -> E>,
}

impl<E: Element> Indexed<E> {
    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Element `index`, counted from 0 in the order of [`Dataset::iter`].
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if there is none; [`Error::Damaged`] if its record is damaged or the file was changed; and
    /// as the items of [`Dataset::iter`].
    pub fn get(&self, index: usize) -> Result<E> {
        let mut element = None;
        self.look(index, |mut row| {
            element = Some(E::read(&mut row)?);
            Ok(())
        })?;
        element.ok_or_else(|| self.out_of_range(index))
    }

    /// All elements, in their order, one at a time.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Result<E>> + ExactSizeIterator {
        (0..self.len).map(|index| self.get(index))
    }

    /// Keeps the index of each TFRecord file beside it, as `train.tfrecord.tfdata-index`, so that the next
    /// [`Dataset::random_access`], in any process, need not look for the records.
    ///
    /// An index has 4 bytes a record. It holds for the file as it is: one that is damaged, or whose file has another
    /// size or time of last change, is not used. Patterns do not match indices.
    ///
    /// # Errors
    /// [`Error::Io`] if one can't be written.
    pub fn write_index(&self) -> Result<()> {
        self.opened.write_indices()
    }

    /// Shows the components of an element to `look`.
    fn look(&self, index: usize, look: impl FnOnce(Row<'_>) -> Result<()>) -> Result<()> {
        if index >= self.len {
            return Err(self.out_of_range(index));
        }
        let (mut look, mut seen) = (Some(look), Ok(()));
        self.opened.lookup.get(index as u64, &mut |components| {
            if let Some(look) = look.take() {
                seen = look(Row::element(&self.bound.slots, components, index as u64));
            }
        })?;
        seen
    }

    fn out_of_range(&self, index: usize) -> Error {
        Error::OutOfRange { dataset: self.plan.dataset(), index: index as u64, len: self.len as u64 }
    }
}

impl<E: Stack> Indexed<E> {
    /// The elements at these places, in this order, stacked along a new axis 0. A place may come several times.
    ///
    /// # Errors
    /// As [`Indexed::get`]; [`Error::Unequal`] if elements differ in shape, with the place of one that does.
    pub fn get_many<B>(&self, indices: &[usize]) -> Result<B>
    where
        E: Stack<Batch = B>,
        B: Concat,
    {
        let mut column = ColumnOf::<E>::with_capacity(indices.len());
        for index in indices {
            self.look(*index, |mut row| column.push(&mut row))?;
        }
        if indices.is_empty() {
            drain::nothing(&self.bound, &self.plan.spec.batched(Some(0)), true, &mut column)?;
        }
        column.finish()
    }
}

impl<E> Clone for Indexed<E> {
    fn clone(&self) -> Self {
        let (plan, bound, opened) = (self.plan.clone(), self.bound.clone(), self.opened.clone());
        Self { plan, bound, opened, len: self.len, element: PhantomData }
    }
}

impl<E> fmt::Debug for Indexed<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} elements of\n{}", self.len, self.plan)
    }
}
