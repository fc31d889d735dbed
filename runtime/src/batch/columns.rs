use std::any::Any;
use std::marker::PhantomData;

use super::arrays::{Arrays, other_type};
use super::{Batch, equal_rows};
use crate::column::Column;
use crate::element::not_batched;
use crate::error::Result;
use crate::row::{Optional, Row};

/// The column of one field, whatever its type.
pub trait AnyColumn {
    /// As [`Column::push`].
    ///
    /// # Errors
    /// As there.
    fn push_row(&mut self, row: &mut Row<'_>) -> Result<()>;

    /// As [`Column::extend`].
    ///
    /// # Errors
    /// As there.
    fn extend_rows(&mut self, rows: &mut Row<'_>) -> Result<()>;

    /// The array.
    ///
    /// # Errors
    /// As [`Column::finish`].
    fn finish_any(self: Box<Self>) -> Result<Box<dyn Any>>;

    /// The column.
    fn as_any(&mut self) -> &mut dyn Any;
}

/// The column of one field of a batch.
pub type Boxed = Box<dyn AnyColumn>;

impl<C: Column> AnyColumn for C {
    fn push_row(&mut self, row: &mut Row<'_>) -> Result<()> {
        Column::push(self, row)
    }

    fn extend_rows(&mut self, rows: &mut Row<'_>) -> Result<()> {
        Column::extend(self, rows)
    }

    fn finish_any(self: Box<Self>) -> Result<Box<dyn Any>> {
        Ok(Box::new(Column::finish(*self)?))
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

/// The column of a field that takes its default where the dataset, or an element of it, has no such feature. `add`
/// adds that.
pub(crate) fn with_default<C: Column>(column: C, add: impl Fn(&mut C) -> Result<()> + 'static) -> Boxed {
    Box::new(WithDefault { column, add })
}

struct WithDefault<C, D> {
    column: C,
    add: D,
}

impl<C: Column, D: Fn(&mut C) -> Result<()>> AnyColumn for WithDefault<C, D> {
    fn push_row(&mut self, row: &mut Row<'_>) -> Result<()> {
        match row.next_or_default()? {
            Optional::Here => self.column.push(row),
            Optional::Inside(mut row) => self.column.push(&mut row),
            Optional::Absent | Optional::Rows(_) => (self.add)(&mut self.column),
        }
    }

    fn extend_rows(&mut self, rows: &mut Row<'_>) -> Result<()> {
        let Self { column, add } = self;
        match rows.next_or_default()? {
            Optional::Here => column.extend(rows),
            Optional::Absent => (0..rows.rows()).try_for_each(|_| add(column)),
            Optional::Inside(_) => Err(not_batched()),
            Optional::Rows(mut rows) => rows.try_for_each(|row| match row {
                Some(mut row) => column.push(&mut row),
                None => add(column),
            }),
        }
    }

    fn finish_any(self: Box<Self>) -> Result<Box<dyn Any>> {
        Ok(Box::new(self.column.finish()?))
    }

    fn as_any(&mut self) -> &mut dyn Any {
        &mut self.column
    }
}

/// The columns of a batch, one for each field.
pub struct Columns<B> {
    fields: Vec<Boxed>,
    batch: PhantomData<B>,
}

impl<B: Batch> Columns<B> {
    /// The column of this field.
    ///
    /// # Errors
    /// If it is not of this type, which only a hand-written `Batch` can bring about.
    pub fn at<C: 'static>(&mut self, field: usize) -> Result<&mut C> {
        let column = self.fields.get_mut(field).and_then(|column| column.as_any().downcast_mut());
        column.ok_or_else(other_type)
    }
}

impl<B: Batch> Column for Columns<B> {
    type Batch = B;

    fn with_capacity(rows: usize) -> Self {
        Self { fields: Arrays::columns::<B>(rows).unwrap_or_default(), batch: PhantomData }
    }

    fn push(&mut self, row: &mut Row<'_>) -> Result<()> {
        self.fields.iter_mut().try_for_each(|column| column.push_row(row))
    }

    fn extend(&mut self, rows: &mut Row<'_>) -> Result<()> {
        self.fields.iter_mut().try_for_each(|column| column.extend_rows(rows))
    }

    fn finish(self) -> Result<B> {
        let arrays = self.fields.into_iter().map(AnyColumn::finish_any);
        equal_rows(B::from_arrays(&mut Arrays::of(arrays.collect::<Result<_>>()?))?)
    }
}
