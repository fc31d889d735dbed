//! Columns collect the components of many elements, one buffer a field, and become ndarray's arrays without a
//! copy. They know nothing of where the components come from.

mod buffer;
mod joined;
mod loans;
mod pages;
mod shared;

pub use buffer::Buffer;
pub(crate) use buffer::array_of;
pub use joined::Joined;
pub(crate) use loans::{Lent, LentItems, Loans};
pub(crate) use pages::large;
pub use shared::Shared;
pub(crate) use shared::SharedStrings;

use crate::error::Result;
use crate::row::Row;

/// What collects elements into a batch.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not collect elements",
    label = "not a column",
    note = "the column of an element is `ColumnOf<E>`"
)]
pub trait Column: Sized + 'static {
    /// The batch that it becomes.
    type Batch: 'static;

    /// An empty column; memory for `rows` rows is set aside when the first one shows how large they are.
    fn with_capacity(rows: usize) -> Self;

    /// Adds one element as the next row.
    ///
    /// # Errors
    /// If its shape is not that of the rows before, or an item is not valid. The column is of no use after
    /// that.
    fn push(&mut self, row: &mut Row<'_>) -> Result<()>;

    /// Adds a batch of elements: every component has one more axis, of equal length, in front.
    ///
    /// # Errors
    /// As [`Column::push`].
    fn extend(&mut self, rows: &mut Row<'_>) -> Result<()>;

    /// The batch.
    ///
    /// # Errors
    /// If its parts don't make a batch, which only a hand-written column can bring about.
    fn finish(self) -> Result<Self::Batch>;
}
