use ndarray::{Array, Dimension};

use super::{Buffer, Column};
use crate::element::Item;
use crate::error::Result;
use crate::row::Row;

/// The column of a field that joins: the rows of its arrays, one array after the other.
pub struct Joined<T, D> {
    buffer: Buffer<T, D>,
    /// How many arrays made in Rust are in it.
    pushed: u64,
}

impl<T: Item, D: Dimension + 'static> Column for Joined<T, D> {
    type Batch = Array<T, D>;

    fn with_capacity(rows: usize) -> Self {
        Self { buffer: Buffer::with_capacity(rows), pushed: 0 }
    }

    fn push(&mut self, row: &mut Row<'_>) -> Result<()> {
        self.buffer.join(&row.next()?, 0)
    }

    fn extend(&mut self, rows: &mut Row<'_>) -> Result<()> {
        self.buffer.join(&rows.next_rows()?, 1)
    }

    fn finish(self) -> Result<Array<T, D>> {
        self.buffer.finish()
    }
}

impl<T: Item, D: Dimension + 'static> Joined<T, D> {
    /// Adds the rows of an array made in Rust.
    pub(crate) fn push_array(&mut self, array: Array<T, D>) -> Result<()> {
        self.pushed += 1;
        let shape = array.shape().to_owned();
        self.buffer.join_items(&shape, array, self.pushed - 1)
    }
}
