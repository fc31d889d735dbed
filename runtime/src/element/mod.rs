//! The four traits between Rust types and datasets, and their implementations for scalars, arrays and tuples.

mod array;
mod fixed;
mod item;
mod map;
mod nested;
mod optional;
mod ragged;
mod scalar;
mod sparse;
mod tuple;
mod unit;
mod value;

pub use item::Item;
pub(crate) use item::scalar_of;
pub use nested::Nested;
pub use optional::Optionals;
pub use ragged::Ragged;
pub use sparse::Sparse;
pub use value::{Value, Values};

use crate::column::Column;
use crate::error::Result;
use crate::row::Row;
use crate::tensor::Components;
use tfdata_spec::Want;

/// A type that one element of a dataset, or one field of it, can be read into.
///
/// `#[derive(Element)]` implements it for a struct. Scalars, `[T; N]`, ndarray's arrays, `String`, `Bytes` and
/// tuples have it already.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a dataset",
    label = "not a tensor, string or element type",
    note = "numbers and text: `f32`, `i64`, `bool`, `String`, `tfdata::Bytes`, …",
    note = "fixed shapes: `[f32; 5]`; shapes known at run time: `ndarray::Array2<f32>`",
    note = "for a struct of your own, add `#[derive(tfdata::Element)]` to `{Self}`"
)]
pub trait Element: Sized {
    /// What the dataset must provide.
    const SPEC: Want;

    /// One element.
    ///
    /// # Errors
    /// As the leaves say: a shape, or a string that is not UTF-8.
    fn read(row: &mut Row<'_>) -> Result<Self>;

    /// The reverse: adds the tensors of this element, leaf by leaf.
    ///
    /// # Errors
    /// None of the types in this crate has any.
    fn into_components(self, out: &mut Components) -> Result<()>;
}

/// An element that can be stacked with others of its kind along a new axis 0: `np.stack`, and
/// `tf.data.Dataset.batch`.
#[diagnostic::on_unimplemented(
    message = "elements of type `{Self}` cannot be stacked",
    label = "no batch type is known for it",
    note = "numbers and text stack: `f32`, `i64`, `bool`, `String`, …, and so do `[f32; 5]` and `ndarray::Array2<f32>`",
    note = "for a struct of your own, add `#[derive(tfdata::Element)]` to it",
    note = "a batch (a generated `…Batch`, or a struct marked `#[element(batched)]`) joins along axis 0: use `concat()` instead of `stack()` or `batch()`"
)]
pub trait Stack: Element {
    /// Many of these, stacked: `f32` → `Array1<f32>`, `[f32; 5]` → `Array2<f32>`, `Weather` → `WeatherBatch`.
    type Batch: Concat;

    /// Adds this element to a column, as its next row.
    ///
    /// # Errors
    /// [`crate::Error::Unequal`] if its shape is not that of the rows before.
    fn push_to(self, column: &mut ColumnOf<Self>) -> Result<()>;

    /// Row `index` of a batch.
    ///
    /// # Panics
    /// If `index` is not less than the batch's length, as indexing a slice does.
    fn get(batch: &Self::Batch, index: usize) -> Self;
}

/// An element with an axis 0, along which it can be joined with others: `np.concatenate`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no axis 0 to be joined along",
    label = "cannot be concatenated",
    note = "`concat()` joins arrays and batches; for single elements use `stack()`, or `batch(n)` first"
)]
pub trait Concat: Element {
    /// What builds one.
    type Column: Column<Batch = Self>;

    /// The length of axis 0.
    fn len(&self) -> usize;

    /// Whether axis 0 is empty.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// These rows, copied.
    ///
    /// # Panics
    /// If a row is not less than the length, as indexing a slice does.
    fn pick(&self, rows: Rows<'_>) -> Self;

    /// Adds the rows of `other` behind its own.
    ///
    /// # Errors
    /// [`crate::Error::Unequal`] if the rows differ in shape.
    fn append(&mut self, other: Self) -> Result<()>;
}

/// A batch that can be taken apart into its rows: `tf.data.Dataset.unbatch`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be taken apart along axis 0",
    label = "not a batch",
    note = "`unbatch()` and `from_tensor_slices()` take arrays, tuples of arrays, and generated batches",
    note = "a `Vec` becomes an array by `ndarray::Array1::from(vec)`; a single element is a dataset by `from_tensors`"
)]
pub trait Unbatch: Concat {
    /// One row: `Array2<f32>` → `Array1<f32>`, `Array1<i32>` → `i32`, `WeatherBatch` → `Weather`.
    type Row: Element;
}

/// Which rows of a batch.
#[derive(Clone, Debug)]
pub enum Rows<'a> {
    /// A range of rows.
    Range(std::ops::Range<usize>),
    /// These rows, in this order.
    Indices(&'a [usize]),
}

impl Rows<'_> {
    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Range(range) => range.len(),
            Self::Indices(indices) => indices.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The column that collects elements of type `E`.
pub type ColumnOf<E> = <<E as Stack>::Batch as Concat>::Column;
