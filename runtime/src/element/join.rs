//! Elements with fields that join, where the others stack: `#[element(concat)]`.

use ndarray::{Array, Ix1, Ix2, Ix3, Ix4, Ix5, Ix6};
use tfdata_spec::Want;

use super::{ColumnOf, Concat, Element, Item, Stack, read_or};
use crate::batch::{Arrays, Batch, Columns, with_default};
use crate::column::{Column, Joined};
use crate::error::Result;
use crate::row::Row;
use crate::tensor::Components;

/// An element that [`stack`](crate::Dataset::stack) collects: whatever stacks, and a struct of which a field joins.
///
/// Of a struct with a field marked `#[element(concat)]` it is not known any more where in the joined array a row
/// began, and tf.data's `batch` stacks every component. So such a struct is collected as a whole, and is no [`Stack`]:
/// it has no `batch(n)`, and is no field of another struct or member of a tuple.
///
/// ```
/// use ndarray::{Array2, array};
/// use tfdata::Element;
///
/// #[derive(Element)]
/// struct Graph {
///     nodes: i64,
///     #[element(concat)]
///     edges: Array2<i64>, // of any number, and two columns
/// }
///
/// let graphs = [Graph { nodes: 2, edges: array![[0, 1]] }, Graph { nodes: 3, edges: array![[0, 1], [1, 2]] }];
/// let GraphBatch { nodes, edges, .. } = GraphBatch::from_rows(graphs)?; // as `stack()` does
/// assert_eq!((nodes.len(), edges.dim()), (2, (3, 2)));
/// # Ok::<(), tfdata::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "elements of type `{Self}` cannot be stacked",
    label = "no batch type is known for it",
    note = "numbers and text stack: `f32`, `i64`, `bool`, `String`, …, and so do `[f32; 5]` and `ndarray::Array2<f32>`",
    note = "for a struct of your own, add `#[derive(tfdata::Element)]` to it",
    note = "a batch (a generated `…Batch`, or a struct marked `#[element(batched)]`) joins along axis 0: use `concat()` instead of `stack()` or `batch()`"
)]
pub trait Collate: Element {
    /// Many of these: what [`Stack::Batch`] is, and for a struct with joined fields its generated batch.
    type Batch: 'static;
    /// What builds one.
    type Column: Column<Batch = Self::Batch>;

    /// Adds this element to a column.
    ///
    /// # Errors
    /// [`crate::Error::Unequal`] if its shape is not that of the elements before.
    fn collate(self, column: &mut Self::Column) -> Result<()>;
}

impl<E: Stack> Collate for E {
    type Batch = E::Batch;
    type Column = ColumnOf<E>;

    fn collate(self, column: &mut ColumnOf<E>) -> Result<()> {
        self.push_to(column)
    }
}

/// What a field with `#[element(concat)]` can be. Generated code asks the same of it as of one that stacks, so it has
/// the same names here.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be joined along axis 0",
    label = "`concat` is for an array with at least one axis",
    note = "write an array whose first axis is open: `ndarray::Array1<f32>`, `ndarray::Array2<String>`, …",
    note = "or remove `concat`: then the field is stacked along a new axis 0, as the others are"
)]
pub trait Join: Element {
    /// Many of these, joined: the same type.
    type Batch: Concat;
    /// What builds one.
    type Column: Column<Batch = Self::Batch>;

    const WANT: Want = Self::SPEC;

    fn push_to(self, column: &mut Self::Column) -> Result<()>;

    fn read_field(row: &mut Row<'_>) -> Result<Self> {
        Self::read(row)
    }

    fn read_field_or(row: &mut Row<'_>, default: impl FnOnce() -> Self) -> Result<Self> {
        read_or(row, default)
    }

    fn write_field(field: Self, out: &mut Components) -> Result<()> {
        field.into_components(out)
    }

    fn push_field<B: Batch>(field: Self, columns: &mut Columns<B>, place: usize) -> Result<()> {
        field.push_to(columns.at(place)?)
    }

    fn array(arrays: &mut Arrays) -> Result<Self::Batch> {
        arrays.next(|column: Self::Column| Box::new(column))
    }

    fn array_or(arrays: &mut Arrays, default: impl Fn() -> Self + 'static) -> Result<Self::Batch> {
        arrays.next(|column| with_default(column, move |column| default().push_to(column)))
    }
}

/// That a batch has rows, which none with a joined field has. What has to know the rows asks for it, so that the
/// compiler says why it can't be had.
///
/// It is asked of [`JoinedFields`]: where a trait is not implemented, the compiler says why only if another type than
/// the trait's is to blame.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{B}` has no rows: a field of it is joined",
    label = "needs to know where in each field a row begins",
    note = "`#[element(concat)]` joins a field along axis 0, and where a row of it began is not kept: `stack()` collects such elements, but they are not batched, taken apart, or nested in others",
    note = "without `concat` the field is stacked, if it is as long in each element; `tfdata::Ragged` stacks any length, and keeps the rows"
)]
pub trait HasRows<B> {
    /// Never called: nothing implements this.
    fn never<T>() -> T;
}

/// Fields with `#[element(concat)]`.
#[doc(hidden)]
pub struct JoinedFields;

macro_rules! joins {
    ($($D:ty),*) => { $(
        impl<T: Item> Join for Array<T, $D> {
            type Batch = Self;
            type Column = Joined<T, $D>;

            fn push_to(self, column: &mut Joined<T, $D>) -> Result<()> {
                column.push_array(self)
            }
        }
    )* };
}

joins!(Ix1, Ix2, Ix3, Ix4, Ix5, Ix6);
