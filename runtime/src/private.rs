//! What generated code names. Not part of the public interface: it changes without notice.

pub use core::clone::Clone;
pub use core::cmp::PartialEq;
pub use core::default::Default;
pub use core::fmt::{Debug, Formatter, Result as FmtResult};
pub use core::iter::{ExactSizeIterator, IntoIterator};
pub use core::ops::{Bound, RangeBounds};
pub use core::option::Option::{None, Some};
pub use core::result::Result::Ok;

pub use crate::column::Column;
use crate::element::not_batched;
pub use crate::element::{ColumnOf, Concat, Element, Rows, Stack, Unbatch};
pub use crate::error::{Error, Result};
use crate::row::Optional;
pub use crate::row::Row;
pub use crate::tensor::Components;
pub use tfdata_spec::{
    DType, Dims, FieldWant, Have, HaveKind, Key, StructKind, StructWant, TensorHave, Want, must_fit,
    must_fit_flat,
};

/// Reads a field, or makes its default where the dataset, or this element of it, has no such feature.
///
/// # Errors
/// Those of the field.
pub fn read_or<F: Element>(row: &mut Row<'_>, default: impl FnOnce() -> F) -> Result<F> {
    match row.next_or_default()? {
        Optional::Here => F::read(row),
        Optional::Inside(mut row) => F::read(&mut row),
        Optional::Absent | Optional::Rows(_) => Ok(default()),
    }
}

/// Adds a field to its column, or its default where the dataset, or this element of it, has no such feature.
///
/// # Errors
/// Those of the field.
pub fn push_or<F: Stack>(
    column: &mut ColumnOf<F>,
    row: &mut Row<'_>,
    default: impl FnOnce() -> F,
) -> Result<()> {
    match row.next_or_default()? {
        Optional::Here => column.push(row),
        Optional::Inside(mut row) => column.push(&mut row),
        Optional::Absent | Optional::Rows(_) => default().push_to(column),
    }
}

/// Adds a field of many elements to its column, or its default for those that have no such feature.
///
/// # Errors
/// Those of the field.
pub fn extend_or<F: Stack>(
    column: &mut ColumnOf<F>,
    rows: &mut Row<'_>,
    default: impl Fn() -> F,
) -> Result<()> {
    match rows.next_or_default()? {
        Optional::Here => column.extend(rows),
        Optional::Absent => (0..rows.rows()).try_for_each(|_| default().push_to(column)),
        Optional::Inside(_) => Err(not_batched()),
        Optional::Rows(mut rows) => rows.try_for_each(|row| match row {
            Some(mut row) => column.push(&mut row),
            None => default().push_to(column),
        }),
    }
}

/// The common length of the fields of a batch that is made by hand.
///
/// # Errors
/// [`Error::Rows`] naming the first field that differs.
pub fn equal_rows(fields: &[(&'static str, usize)]) -> Result<usize> {
    let expected = fields.first().map_or(0, |field| field.1);
    match fields.iter().find(|field| field.1 != expected) {
        None => Ok(expected),
        Some((path, got)) => Err(Error::Rows { path: (*path).to_owned(), element: 0, expected, got: *got }),
    }
}

/// Reads an element that is a batch, through its columns.
///
/// # Errors
/// Those of the columns.
pub fn read_batch<B: Concat>(row: &mut Row<'_>) -> Result<B> {
    let mut columns = B::Column::with_capacity(0);
    columns.extend(row)?;
    columns.finish()
}

/// Reads a field of a batch, or as many defaults as the batch has rows where the dataset has no such feature.
///
/// # Errors
/// Those of the field.
pub fn read_batch_or<F: Stack>(row: &mut Row<'_>, default: impl Fn() -> F) -> Result<F::Batch> {
    let mut column = ColumnOf::<F>::with_capacity(0);
    extend_or::<F>(&mut column, row, default)?;
    column.finish()
}

/// Appends to a batch field by field; if one of them fails, the rows that were added to others are removed.
///
/// # Errors
/// Those of `append`.
pub fn append_all<B: Concat>(batch: &mut B, append: impl FnOnce(&mut B) -> Result<()>) -> Result<()> {
    let rows = batch.len();
    let appended = append(batch);
    if appended.is_err() {
        *batch = batch.pick(Rows::Range(0..rows));
    }
    appended
}

/// Stacks elements.
///
/// # Errors
/// If two of them differ in shape.
pub fn from_rows<E: Stack>(rows: impl IntoIterator<Item = E>) -> Result<E::Batch> {
    let rows = rows.into_iter();
    let mut column = ColumnOf::<E>::with_capacity(rows.size_hint().0);
    let mut any = false;
    for row in rows {
        row.push_to(&mut column)?;
        any = true;
    }
    if !any {
        crate::dataset::no_rows::<E>(&mut column)?;
    }
    column.finish()
}

/// Each row of a batch.
pub fn rows<E: Stack>(batch: &E::Batch) -> impl ExactSizeIterator<Item = E> + '_ {
    (0..batch.len()).map(|index| E::get(batch, index))
}

/// The rows of a batch that are in this range.
///
/// # Panics
/// If the range reaches beyond the last row.
pub fn slice<B: Concat>(batch: &B, range: impl RangeBounds<usize>) -> B {
    let len = batch.len();
    let start = match range.start_bound() {
        Bound::Included(start) => *start,
        Bound::Excluded(before) => before.saturating_add(1),
        Bound::Unbounded => 0,
    };
    let end = match range.end_bound() {
        Bound::Included(last) => last.saturating_add(1),
        Bound::Excluded(end) => *end,
        Bound::Unbounded => len,
    };
    assert!(start <= end && end <= len, "rows {start}..{end} of a batch of {len}");
    batch.pick(Rows::Range(start..end))
}

/// The methods of a generated batch. `$fields` is a pattern that names each of its fields.
#[doc(hidden)]
#[macro_export]
macro_rules! __batch_methods {
    ($vis:vis $Row:ty, $fields:pat) => {
        /// Stacks these rows.
        ///
        /// # Errors
        /// If two of them differ in shape.
        $vis fn from_rows(
            rows: impl $crate::__private::IntoIterator<Item = $Row>,
        ) -> $crate::__private::Result<Self> {
            let batch = $crate::__private::from_rows(rows)?;
            let $fields = &batch;
            $crate::__private::Ok(batch)
        }

        /// So many made-up rows, for tests that have no data: the same ones for the same seed.
        ///
        /// # Panics
        /// If the rows' type wants what cannot be, for instance a `shape` that the type of its field does not have.
        #[must_use]
        $vis fn fake(seed: u64, rows: usize) -> Self {
            <$Row as $crate::__private::Stack>::fake_batch(seed, rows)
        }

        /// The number of rows.
        $vis fn len(&self) -> usize {
            $crate::__private::Concat::len(self)
        }

        /// Whether there are no rows.
        $vis fn is_empty(&self) -> bool {
            $crate::__private::Concat::is_empty(self)
        }

        /// Row `index`, copied.
        ///
        /// # Panics
        /// If there is no such row.
        $vis fn row(&self, index: usize) -> $Row {
            $crate::__private::Stack::get(self, index)
        }

        /// Each row in turn, copied.
        $vis fn rows(&self) -> impl $crate::__private::ExactSizeIterator<Item = $Row> + '_ {
            $crate::__private::rows(self)
        }

        /// The rows in this range, copied.
        ///
        /// # Panics
        /// If the range reaches beyond the last row.
        $vis fn slice(&self, range: impl $crate::__private::RangeBounds<usize>) -> Self {
            let $fields = self;
            $crate::__private::slice(self, range)
        }

        /// These rows in this order, copied.
        ///
        /// # Panics
        /// If there is no such row.
        $vis fn select(&self, rows: &[usize]) -> Self {
            let $fields = self;
            $crate::__private::Concat::pick(self, $crate::__private::Rows::Indices(rows))
        }

        /// Adds the rows of another batch behind these.
        ///
        /// # Errors
        /// If rows of the two differ in shape; then nothing is added.
        $vis fn extend(&mut self, other: Self) -> $crate::__private::Result<()> {
            let $fields = &other;
            $crate::__private::Concat::append(self, other)
        }

        /// The first `index` rows, and the others, copied.
        ///
        /// # Panics
        /// If there are fewer rows.
        $vis fn split_at(&self, index: usize) -> (Self, Self) {
            let $fields = self;
            ($crate::__private::slice(self, ..index), $crate::__private::slice(self, index..))
        }
    };
}

pub use crate::__batch_methods as batch_methods;
