//! What generated code names. Not part of the public interface: it changes without notice.

pub use crate::column::Column;
pub use crate::element::{ColumnOf, Concat, Element, Rows, Stack, Unbatch};
pub use crate::error::{Error, Result};
pub use crate::row::Row;
pub use crate::tensor::Components;
pub use tfdata_spec::{Dims, FieldWant, Key, StructKind, StructWant, Want};

/// Reads a field, or makes its default where the dataset has no such feature.
///
/// # Errors
/// Those of the field.
pub fn read_or<F: Element>(row: &mut Row<'_>, default: impl FnOnce() -> F) -> Result<F> {
    if row.take_absent() { Ok(default()) } else { F::read(row) }
}

/// Adds a field to its column, or its default where the dataset has no such feature.
///
/// # Errors
/// Those of the field.
pub fn push_or<F: Stack>(
    column: &mut ColumnOf<F>,
    row: &mut Row<'_>,
    default: impl FnOnce() -> F,
) -> Result<()> {
    if row.take_absent() { default().push(column) } else { column.push(row) }
}

/// Adds a field of many elements to its column, or as many defaults where the dataset has no such feature.
///
/// # Errors
/// Those of the field.
pub fn extend_or<F: Stack>(
    column: &mut ColumnOf<F>,
    rows: &mut Row<'_>,
    default: impl Fn() -> F,
) -> Result<()> {
    if !rows.take_absent() {
        return column.extend(rows);
    }
    (0..rows.rows()).try_for_each(|_| default().push(column))
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
