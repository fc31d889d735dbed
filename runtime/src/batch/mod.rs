//! Structs of arrays: what the derive says of one, and all that follows from it.

mod arrays;
mod columns;
mod shared;

pub use arrays::{Arrays, Part};
pub(crate) use columns::with_default;
pub use columns::{Boxed, Columns};
pub use shared::{batch, batch_traits};

use tfdata_spec::{Key, Want};

use crate::column::Column;
use crate::element::{Element, Rows};
use crate::error::{Error, Result};
use crate::graph::FromUntyped;
use crate::row::Row;
use crate::tensor::Components;

/// A struct whose fields are arrays with the same axis 0: a generated batch, or one that is marked `batched`.
///
/// The derive implements it, field by field. What a batch is to a dataset is written here, once.
pub trait Batch: Sized + 'static {
    /// What one row is; `()` where that has no type.
    type Row: Element;

    /// What it is inside a function of tensors.
    type Tensors: FromUntyped;

    /// What the dataset must provide.
    const SPEC: Want = Want::Batched(&<Self::Row as Element>::SPEC);

    /// The struct of the next arrays, one for each field.
    ///
    /// # Errors
    /// If one of them is not its field's, which only a hand-written implementation can bring about.
    fn from_arrays(arrays: &mut Arrays) -> Result<Self>;

    /// The array of each field.
    fn arrays(&self) -> impl IntoIterator<Item = &dyn Part>;

    /// The array of each field.
    fn arrays_mut(&mut self) -> impl IntoIterator<Item = &mut dyn Part>;
}

/// Reads an element that is a batch, through its columns.
///
/// # Errors
/// Those of the columns.
pub fn read<B: Batch>(row: &mut Row<'_>) -> Result<B> {
    let mut columns = Columns::<B>::with_capacity(0);
    columns.extend(row)?;
    columns.finish()
}

/// Adds the tensors of each array.
///
/// # Errors
/// Those of the arrays.
pub fn into_components<B: Batch>(mut batch: B, out: &mut Components) -> Result<()> {
    batch.arrays_mut().into_iter().try_for_each(|array| array.move_into(out))
}

/// The number of rows: that of the first array.
pub fn len<B: Batch>(batch: &B) -> usize {
    batch.arrays().into_iter().next().map_or(0, Part::rows)
}

/// These rows, copied.
///
/// # Panics
/// If a row is not less than the length of each array.
pub fn pick<B: Batch>(batch: &B, rows: &Rows<'_>) -> B {
    let picked = batch.arrays().into_iter().map(|array| array.pick_any(rows.clone()));
    B::from_arrays(&mut Arrays::of(picked.collect())).unwrap_or_else(|error| panic!("{error}"))
}

/// Adds the rows of `other` behind those of `batch`; if one array can't take them, none does.
///
/// # Errors
/// Those of the arrays.
pub fn append<B: Batch>(batch: &mut B, mut other: B) -> Result<()> {
    let rows = len(batch);
    let mut arrays = batch.arrays_mut().into_iter().zip(other.arrays_mut());
    let appended = arrays.try_for_each(|(array, other)| array.append_any(other));
    drop(arrays);
    if appended.is_err() {
        *batch = pick(batch, &Rows::Range(0..rows));
    }
    appended
}

/// Reads an element that is a batch in place of this one, in its memory.
///
/// # Errors
/// Those of the arrays, and [`Error::Rows`]; then the batch has no rows.
pub fn refill<B: Batch>(batch: &mut B, row: &mut Row<'_>) -> Result<()> {
    // What a field's default is, its column knows, and its array does not.
    if row.may_lack_fields() {
        *batch = read(row)?;
        return Ok(());
    }
    let refilled = batch.arrays_mut().into_iter().try_for_each(|array| array.refill_any(row));
    let refilled = refilled.and_then(|()| rows_are_equal(batch));
    if refilled.is_err() {
        *batch = pick(batch, &Rows::Range(0..0));
    }
    refilled
}

/// The same batch, once its fields are seen to have as many rows each.
///
/// # Errors
/// [`Error::Rows`] naming the first field that differs.
pub fn equal_rows<B: Batch>(batch: B) -> Result<B> {
    rows_are_equal(&batch)?;
    Ok(batch)
}

fn rows_are_equal<B: Batch>(batch: &B) -> Result<()> {
    let expected = len(batch);
    let other = batch.arrays().into_iter().map(Part::rows).enumerate().find(|(_, rows)| *rows != expected);
    match other {
        None => Ok(()),
        Some((field, got)) => {
            Err(Error::Rows { path: field_name(&<B as Batch>::SPEC, field), element: 0, expected, got })
        }
    }
}

fn field_name(want: &Want, field: usize) -> String {
    match want {
        Want::Batched(row) => field_name(row, field),
        Want::Struct(fields) => match fields.fields.get(field).map(|field| field.key) {
            Some(Key::Name(name)) => name.to_owned(),
            Some(Key::Index(index)) => index.to_string(),
            None => field.to_string(),
        },
        _ => field.to_string(),
    }
}
