//! What generated code names. Not part of the public interface: it changes without notice.

pub use core::clone::Clone;
pub use core::cmp::PartialEq;
pub use core::default::Default;
pub use core::fmt::{Debug, Formatter, Result as FmtResult};
pub use core::iter::{ExactSizeIterator, IntoIterator};
pub use core::ops::{Bound, RangeBounds};
pub use core::option::Option::{None, Some};
pub use core::result::Result::Ok;

pub use crate::batch::{
    self, Arrays, Batch, Boxed, Part, batch, batch_traits, collected, equal_rows, rows_of_batch,
};
pub use crate::column::Column;
pub use crate::element::{
    Collate, ColumnOf, Concat, Element, HasRows, Join, JoinedFields, Rows, Stack, Unbatch,
};
pub use crate::error::Result;
pub use crate::graph::{FromUntyped, Outputs, StructOutputs, Symbolic, Takes, Untyped, members};
pub use crate::row::Row;
pub use crate::tensor::Components;
pub use tfdata_spec::{
    Cast, DType, Dims, FieldWant, Have, HaveKind, Key, StructKind, StructWant, TensorHave, Want, flatten,
    flattened, must_be_apart, must_fit, must_fit_flat, must_fit_flattened,
};

/// What this gives: a place of its own to return early to, for some of a struct's many fields.
///
/// # Errors
/// Those of `fields`.
#[inline]
pub fn run<T>(fields: impl FnOnce() -> Result<T>) -> Result<T> {
    fields()
}

/// The arrays of a batch's fields.
pub fn parts<const N: usize>(arrays: [&dyn Part; N]) -> [&dyn Part; N] {
    arrays
}

/// The arrays of a batch's fields.
pub fn parts_mut<const N: usize>(arrays: [&mut dyn Part; N]) -> [&mut dyn Part; N] {
    arrays
}

/// Collects elements.
///
/// # Errors
/// If two of them differ in a shape that has to be the same.
pub fn from_rows<E: Collate>(rows: impl IntoIterator<Item = E>) -> Result<E::Batch> {
    let rows = rows.into_iter();
    let mut column = E::Column::with_capacity(rows.size_hint().0);
    let mut any = false;
    for row in rows {
        row.collate(&mut column)?;
        any = true;
    }
    if !any {
        crate::dataset::no_rows::<E>(&mut column)?;
    }
    column.finish()
}

/// Made-up elements, collected. See [`Stack::fake_batch`].
///
/// # Panics
/// As there.
#[track_caller]
pub fn fake_batch<E: Collate>(seed: u64, rows: usize) -> E::Batch {
    crate::fake::expect(crate::fake::batch::<E>(seed, rows), E::SPEC.rust_name())
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
