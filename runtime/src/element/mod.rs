//! The four traits between Rust types and datasets, and their implementations for scalars, arrays and tuples.

mod array;
mod convert;
mod fixed;
mod item;
mod join;
mod map;
mod nested;
mod optional;
mod ragged;
mod scalar;
mod sparse;
mod tuple;
mod unit;
mod value;

pub(crate) use fixed::Fixed;
pub use item::Item;
pub(crate) use item::{scalar_of, unaligned};
pub use join::{Collate, HasRows, Join, JoinedFields};
pub use nested::Nested;
pub use optional::Optionals;
pub(crate) use optional::not_batched;
pub use ragged::Ragged;
pub use sparse::Sparse;
pub use value::{Value, Values};

use crate::batch::{Arrays, Batch, Columns, Part, with_default};
use crate::column::Column;
use crate::error::Result;
use crate::graph::FromUntyped;
use crate::row::{Optional, Row};
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
pub trait Element: Sized + 'static {
    /// What the dataset must provide.
    const SPEC: Want;

    /// What it is inside a function of tensors: see [`Fields`](crate::graph::Fields).
    type Tensors: FromUntyped;

    /// One element.
    ///
    /// # Errors
    /// As the leaves say: a shape, or a string that is not UTF-8.
    fn read(row: &mut Row<'_>) -> Result<Self>;

    /// The reverse: adds the components of this element, leaf by leaf.
    ///
    /// # Errors
    /// Nested datasets, maps and [`Value`]s can be read, but not be written yet.
    fn into_components(self, out: &mut Components) -> Result<()>;

    /// A made-up element, for tests that have no data. The same seed gives the same element, on every machine.
    ///
    /// Floats are between -32 and 32, integers from 0 to 99, strings are short and valid UTF-8. Open dimensions
    /// are between 1 and 4, and the first ones agree, so that arrays of equal length stay so; ragged rows, nested
    /// datasets and sparse tensors have any number of items, also none, and an `Option` is `None` half of the time.
    /// [`Stack::fake_batch`], and `fake` of a generated batch, make many.
    ///
    /// ```
    /// # use tfdata::Element;
    /// #[derive(Element, Debug, PartialEq)]
    /// struct Day { date: String, feat: [f32; 3], wet: bool }
    ///
    /// assert_eq!(Day::fake(7), Day::fake(7));
    /// assert_ne!(Day::fake(7), Day::fake(8));
    /// assert_eq!(DayBatch::fake(7, 100).feat.dim(), (100, 3));
    /// ```
    ///
    /// # Panics
    /// If the type wants what cannot be: a field whose `shape` its type does not have, for instance.
    #[must_use]
    #[track_caller]
    fn fake(seed: u64) -> Self {
        crate::fake::expect(crate::fake::element(seed), Self::SPEC.rust_name())
    }
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

    /// A batch of made-up elements, for tests that have no data; the first one is `Self::fake(seed)`.
    ///
    /// ```
    /// use tfdata::{Dataset, Stack};
    ///
    /// let (x, y) = <([f32; 3], i64)>::fake_batch(7, 100);
    /// let ds = Dataset::from_tensor_slices((x, y))?;
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    ///
    /// # Panics
    /// As [`Element::fake`].
    #[must_use]
    #[track_caller]
    fn fake_batch(seed: u64, rows: usize) -> Self::Batch {
        crate::__private::fake_batch::<Self>(seed, rows)
    }

    // What generated code asks of a field. It names no other trait than this one, so that a field of an unsupported
    // type is reported once.

    #[doc(hidden)]
    const WANT: Want = Self::SPEC;

    #[doc(hidden)]
    fn read_field(row: &mut Row<'_>) -> Result<Self> {
        Self::read(row)
    }

    #[doc(hidden)]
    fn read_field_or(row: &mut Row<'_>, default: impl FnOnce() -> Self) -> Result<Self> {
        read_or(row, default)
    }

    #[doc(hidden)]
    fn write_field(field: Self, out: &mut Components) -> Result<()> {
        field.into_components(out)
    }

    #[doc(hidden)]
    fn push_field<B: Batch>(field: Self, columns: &mut Columns<B>, place: usize) -> Result<()> {
        field.push_to(columns.at(place)?)
    }

    #[doc(hidden)]
    fn array(arrays: &mut Arrays) -> Result<Self::Batch> {
        arrays.next(|column: ColumnOf<Self>| Box::new(column))
    }

    #[doc(hidden)]
    fn array_or(arrays: &mut Arrays, default: impl Fn() -> Self + 'static) -> Result<Self::Batch> {
        arrays.next(|column| with_default(column, move |column| default().push_to(column)))
    }
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

    /// Reads an element in place of this one: into the same memory, where the type has a way to.
    ///
    /// # Errors
    /// As [`Element::read`]; what it holds then is not specified.
    fn refill(&mut self, row: &mut Row<'_>) -> Result<()> {
        *self = Self::read(row)?;
        Ok(())
    }

    // What generated code asks of a field that is an array, as in `Stack`.

    #[doc(hidden)]
    const WANT: Want = Self::SPEC;

    #[doc(hidden)]
    fn array(arrays: &mut Arrays) -> Result<Self> {
        arrays.next(|column: Self::Column| Box::new(column))
    }

    #[doc(hidden)]
    fn part(array: &Self) -> &dyn Part {
        array
    }

    #[doc(hidden)]
    fn part_mut(array: &mut Self) -> &mut dyn Part {
        array
    }
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

/// One field, or its default where the dataset, or the element, has no such feature.
fn read_or<F: Element>(row: &mut Row<'_>, default: impl FnOnce() -> F) -> Result<F> {
    match row.next_or_default()? {
        Optional::Here => F::read(row),
        Optional::Inside(mut row) => F::read(&mut row),
        Optional::Absent | Optional::Rows(_) => Ok(default()),
    }
}

/// The column that collects elements of type `E`.
pub type ColumnOf<E> = <<E as Stack>::Batch as Concat>::Column;
