use tfdata_spec::DType;

use super::strings::Strings;
use crate::column::{LentItems, SharedStrings};

/// The values of one component in the rows of a chunk.
#[derive(Debug)]
pub(in crate::engine::native) struct Column {
    /// The items of all rows, one after the other.
    pub(in crate::engine::native) items: Items,
    pub(super) kind: Kind,
    /// The shape of a value.
    pub(super) shape: Vec<usize>,
    /// How many items a value has.
    width: usize,
    /// Where each row ends in the next level, or in the values; then where each part of a row does, and so on. No
    /// level where each row is one value.
    pub(super) levels: Vec<Vec<usize>>,
    /// How many values there were before these rows, in memory that was borrowed.
    before: usize,
    /// For rows that each have a shape of their own, of this rank: the sizes, one row after the other.
    pub(super) shapes: Option<(usize, Vec<usize>)>,
    /// For optionals, whether each row is there.
    pub(super) present: Option<Vec<bool>>,
}

/// What a row is lent as.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::engine::native) enum Kind {
    Dense,
    Ragged,
    Sparse,
}

/// Items of a dtype.
#[derive(Debug)]
pub(in crate::engine::native) enum Items {
    F32(Vec<f32>),
    I64(Vec<i64>),
    /// Of any other dtype with a size.
    Bytes(DType, Vec<u8>),
    Strings(Strings),
    /// Strings that are copied at once, into memory that was borrowed.
    Shared(SharedStrings),
}

impl Column {
    /// Rows of this shape.
    pub(in crate::engine::native) fn fixed(dtype: DType, shape: &[usize]) -> Self {
        let items = match dtype {
            DType::F32 => Items::F32(Vec::new()),
            DType::I64 => Items::I64(Vec::new()),
            DType::String => Items::Strings(Strings::default()),
            other => Items::Bytes(other, Vec::new()),
        };
        let width = shape.iter().product();
        let (shape, levels) = (shape.to_vec(), Vec::new());
        Self { items, kind: Kind::Dense, shape, width, levels, before: 0, shapes: None, present: None }
    }

    /// Rows of any length, each of whose values has this shape.
    pub(in crate::engine::native) fn open(dtype: DType, shape: &[usize]) -> Self {
        Self::nested(Kind::Dense, dtype, shape, 1)
    }

    /// Rows that have so many levels of parts of any length.
    pub(in crate::engine::native) fn nested(
        kind: Kind,
        dtype: DType,
        shape: &[usize],
        levels: usize,
    ) -> Self {
        Self { kind, levels: vec![Vec::new(); levels], ..Self::fixed(dtype, shape) }
    }

    /// Rows that each have a shape of their own, of this rank.
    pub(in crate::engine::native) fn shaped(dtype: DType, rank: usize) -> Self {
        Self { shapes: Some((rank, Vec::new())), ..Self::open(dtype, &[]) }
    }

    /// The same, of which each row may be nothing.
    pub(in crate::engine::native) fn optional(self, optional: bool) -> Self {
        Self { present: optional.then(Vec::new), ..self }
    }

    /// How many items a value has.
    pub(in crate::engine::native) fn width(&self) -> usize {
        self.width
    }

    /// How many values there are.
    pub(in crate::engine::native) fn values(&self) -> usize {
        self.items.len() / self.width.max(1)
    }

    /// Ends a row, or the part of one on a deeper level.
    #[inline]
    pub(in crate::engine::native) fn end(&mut self, level: usize) {
        let end = match self.levels.get(level + 1) {
            Some(next) => next.len(),
            None => self.values(),
        };
        if let Some(ends) = self.levels.get_mut(level) {
            ends.push(end);
        }
    }

    /// Ends a row that has a shape of its own.
    pub(in crate::engine::native) fn end_shaped(&mut self, shape: &[usize]) {
        if let Some((_, shapes)) = &mut self.shapes {
            shapes.extend_from_slice(shape);
        }
        self.end(0);
    }

    /// How many parts each level has that a row's parts will be added to, and last how many values.
    pub(in crate::engine::native) fn parts(&self) -> smallvec::SmallVec<[usize; 4]> {
        let parts = self.levels.iter().skip(1).map(Vec::len);
        parts.chain([self.values()]).collect()
    }

    /// Ends a row whose parts are those of the only row of another column; `before` is what [`Column::parts`] were
    /// before its items were added.
    pub(in crate::engine::native) fn end_like(&mut self, row: &Self, before: &[usize]) {
        for ((level, like), start) in self.levels.iter_mut().zip(&row.levels).zip(before) {
            level.extend(like.iter().map(|end| end + start));
        }
    }

    /// Adds further items to these; whether they can be this column's.
    pub(super) fn continue_with(&mut self, lent: LentItems) -> Result<(), LentItems> {
        match (&mut self.items, lent) {
            (Items::F32(items), LentItems::F32(lent)) => *items = lent,
            (Items::I64(items), LentItems::I64(lent)) => *items = lent,
            (items @ Items::Strings(_), LentItems::Strings(lent)) => *items = Items::Shared(lent),
            (_, lent) => return Err(lent),
        }
        self.before = self.values();
        Ok(())
    }

    /// Gives up its items.
    pub(super) fn give_up(&mut self) -> Option<LentItems> {
        match &mut self.items {
            Items::F32(items) => Some(LentItems::F32(std::mem::take(items))),
            Items::I64(items) => Some(LentItems::I64(std::mem::take(items))),
            Items::Shared(strings) => {
                let strings = std::mem::take(strings);
                self.items = Items::Strings(Strings::default());
                Some(LentItems::Strings(strings))
            }
            _ => None,
        }
    }

    /// Forgets what was added behind so many rows.
    #[cold]
    pub(super) fn truncate(&mut self, rows: usize) {
        let mut count = rows;
        let values = self.levels.len();
        for (number, ends) in self.levels.iter_mut().enumerate() {
            ends.truncate(count);
            let none = if number + 1 == values { self.before } else { 0 };
            count = ends.last().copied().unwrap_or(none);
        }
        if values == 0 {
            count += self.before;
        }
        self.items.truncate(count * self.width);
        if let Some((rank, shapes)) = &mut self.shapes {
            shapes.truncate(rows * *rank);
        }
        if let Some(present) = &mut self.present {
            present.truncate(rows);
        }
    }

    pub(super) fn clear(&mut self) {
        self.before = 0;
        match &mut self.items {
            Items::F32(items) => items.clear(),
            Items::I64(items) => items.clear(),
            Items::Bytes(_, items) => items.clear(),
            Items::Strings(strings) => strings.clear(),
            Items::Shared(strings) => strings.truncate(0),
        }
        self.levels.iter_mut().for_each(Vec::clear);
        if let Some((_, shapes)) = &mut self.shapes {
            shapes.clear();
        }
        if let Some(present) = &mut self.present {
            present.clear();
        }
    }

    /// Where part `at` of a level begins in the next one.
    pub(super) fn before(&self, level: usize, at: usize) -> usize {
        let ends = self.levels.get(level);
        let first = || if level + 1 == self.levels.len() { self.before } else { 0 };
        at.checked_sub(1).and_then(|before| ends?.get(before)).copied().unwrap_or_else(first)
    }

    /// Where the items of a row begin.
    pub(super) fn start(&self, row: usize) -> usize {
        (0..self.levels.len()).fold(row, |at, level| self.before(level, at)) * self.width
    }

    /// The items of these rows, if they have a size.
    pub(super) fn plain(&self, row: usize, rows: usize) -> (DType, &[u8]) {
        let range = self.start(row)..self.start(row + rows);
        match &self.items {
            Items::F32(items) => (DType::F32, bytemuck::cast_slice(items.get(range).unwrap_or_default())),
            Items::I64(items) => (DType::I64, bytemuck::cast_slice(items.get(range).unwrap_or_default())),
            Items::Bytes(dtype, items) => {
                let size = dtype.size().unwrap_or(1);
                (*dtype, items.get(range.start * size..range.end * size).unwrap_or_default())
            }
            Items::Strings(_) | Items::Shared(_) => (DType::String, &[]),
        }
    }
}

impl Items {
    #[inline]
    pub(super) fn len(&self) -> usize {
        match self {
            Self::F32(items) => items.len(),
            Self::I64(items) => items.len(),
            Self::Bytes(dtype, items) => items.len() / dtype.size().unwrap_or(1),
            Self::Strings(strings) => strings.len(),
            Self::Shared(strings) => strings.len(),
        }
    }

    /// Forgets all but so many of them.
    pub(super) fn truncate(&mut self, len: usize) {
        match self {
            Self::F32(items) => items.truncate(len),
            Self::I64(items) => items.truncate(len),
            Self::Bytes(dtype, items) => items.truncate(len * dtype.size().unwrap_or(1)),
            Self::Strings(strings) => strings.truncate(len),
            Self::Shared(strings) => strings.truncate(len),
        }
    }
}
