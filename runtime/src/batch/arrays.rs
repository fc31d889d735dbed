use std::any::Any;

use super::{Batch, Boxed};
use crate::column::Column;
use crate::element::{Concat, Rows};
use crate::error::{Error, Result};
use crate::row::Row;
use crate::tensor::Components;

/// One array of a batch, whatever its type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an array of a batch",
    label = "has no axis 0 to hold rows along",
    note = "the arrays of a batch are ndarray's, `Ragged`, `Sparse`, other batches, and tuples of these"
)]
pub trait Part {
    /// The length of its axis 0.
    fn rows(&self) -> usize;

    /// These rows, copied.
    fn pick_any(&self, rows: Rows<'_>) -> Box<dyn Any>;

    /// Moves the rows of another array of the same type behind its own.
    ///
    /// # Errors
    /// [`Error::Unequal`] if the rows differ in shape.
    fn append_any(&mut self, other: &mut dyn Part) -> Result<()>;

    /// Takes the next component in place of its own rows, in the memory that it has.
    ///
    /// # Errors
    /// Those of [`Concat::refill`].
    fn refill_any(&mut self, row: &mut Row<'_>) -> Result<()>;

    /// Moves it to where it is put into a dataset, and leaves no rows behind.
    ///
    /// # Errors
    /// Those of [`Element::into_components`](crate::Element::into_components).
    fn move_into(&mut self, out: &mut Components) -> Result<()>;

    /// The array.
    fn as_any(&mut self) -> &mut dyn Any;
}

impl<A: Concat> Part for A {
    fn rows(&self) -> usize {
        self.len()
    }

    fn pick_any(&self, rows: Rows<'_>) -> Box<dyn Any> {
        Box::new(Concat::pick(self, rows))
    }

    fn append_any(&mut self, other: &mut dyn Part) -> Result<()> {
        match other.as_any().downcast_mut::<A>() {
            Some(other) => Concat::append(self, take(other)),
            None => Err(other_type()),
        }
    }

    fn refill_any(&mut self, row: &mut Row<'_>) -> Result<()> {
        Concat::refill(self, row)
    }

    fn move_into(&mut self, out: &mut Components) -> Result<()> {
        take(self).into_components(out)
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

fn take<A: Concat>(array: &mut A) -> A {
    let empty = Concat::pick(array, Rows::Range(0..0));
    std::mem::replace(array, empty)
}

/// What the arrays of a batch are taken from, in the order of its fields: arrays, or nothing, to learn what columns
/// they are built in.
pub struct Arrays(Source);

enum Source {
    Arrays(std::vec::IntoIter<Box<dyn Any>>),
    Nothing { rows: usize, columns: Vec<Boxed> },
}

impl Arrays {
    /// These.
    pub(super) fn of(arrays: Vec<Box<dyn Any>>) -> Self {
        Self(Source::Arrays(arrays.into_iter()))
    }

    /// A column for so many rows of each array of `B`.
    pub(super) fn columns<B: Batch>(rows: usize) -> Result<Vec<Boxed>> {
        let mut arrays = Self(Source::Nothing { rows, columns: Vec::new() });
        B::from_arrays(&mut arrays)?;
        match arrays.0 {
            Source::Nothing { columns, .. } => Ok(columns),
            Source::Arrays(_) => Ok(Vec::new()),
        }
    }

    /// The array of the next field, which is built in a `C`; one without rows, where there are none. `boxed` is that
    /// column as a part of a batch's.
    pub(crate) fn next<C: Column>(&mut self, boxed: impl FnOnce(C) -> Boxed) -> Result<C::Batch> {
        let arrays = match &mut self.0 {
            Source::Arrays(arrays) => arrays,
            Source::Nothing { rows, columns } => {
                columns.push(boxed(C::with_capacity(*rows)));
                return C::with_capacity(0).finish();
            }
        };
        match arrays.next().map(<Box<dyn Any>>::downcast) {
            Some(Ok(array)) => Ok(*array),
            _ => Err(other_type()),
        }
    }
}

/// Fields were taken in another order than they were given; only a hand-written `Batch` can do that.
pub(super) fn other_type() -> Error {
    Error::Argument { method: "Batch".into(), reason: "a field is of another type than its array".into() }
}
