use tfdata_spec::DType;

use crate::component::StringItems;

/// The values of one component in the rows of a chunk.
#[derive(Debug)]
pub(in crate::engine::native) struct Column {
    /// The items of all rows, one after the other.
    pub(in crate::engine::native) items: Items,
    /// The shape of a row, without its open axis where it has one.
    shape: Vec<usize>,
    /// How many items `shape` has.
    width: usize,
    /// Where each row ends in units of `width`, for rows of any length.
    ends: Option<Vec<usize>>,
    /// The shape of what is lent.
    lent: Vec<usize>,
}

/// Items of a dtype.
#[derive(Debug)]
pub(in crate::engine::native) enum Items {
    F32(Vec<f32>),
    I64(Vec<i64>),
    /// Of any other dtype with a size.
    Bytes(DType, Vec<u8>),
    Strings(Strings),
}

/// Strings that lie in the block, or beside it.
#[derive(Debug, Default)]
pub(in crate::engine::native) struct Strings {
    /// Where each begins, and its length.
    spans: Vec<(usize, usize)>,
    /// What does not lie in the block: defaults.
    beside: Vec<u8>,
}

/// Marks the place of a string beside the block.
const BESIDE: usize = 1 << (usize::BITS - 1);

impl Strings {
    /// Adds a string that lies in `block`.
    #[inline]
    pub(in crate::engine::native) fn push_of(&mut self, block: &[u8], string: &[u8]) {
        // Addresses are only compared: what is read is looked up in the block, and checked.
        let start = (string.as_ptr() as usize).wrapping_sub(block.as_ptr() as usize);
        self.spans.push((start, string.len()));
    }

    /// Adds a copy of a string.
    pub(in crate::engine::native) fn push_copy(&mut self, string: &[u8]) {
        self.spans.push((self.beside.len() | BESIDE, string.len()));
        self.beside.extend_from_slice(string);
    }
}

/// Some of the strings of a column.
pub(super) struct Lent<'a> {
    spans: &'a [(usize, usize)],
    beside: &'a [u8],
    block: &'a [u8],
}

impl StringItems for Lent<'_> {
    fn len(&self) -> usize {
        self.spans.len()
    }

    #[inline]
    fn get(&self, index: usize) -> &[u8] {
        let (start, len) = self.spans.get(index).copied().unwrap_or_default();
        let bytes = if start & BESIDE == 0 { self.block } else { self.beside };
        bytes.get(start & !BESIDE..).and_then(|bytes| bytes.get(..len)).unwrap_or_default()
    }
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
        Self { items, shape: shape.to_vec(), width, ends: None, lent: Vec::new() }
    }

    /// Rows of any length, each of whose items has this shape.
    pub(in crate::engine::native) fn open(dtype: DType, shape: &[usize]) -> Self {
        Self { ends: Some(Vec::new()), ..Self::fixed(dtype, shape) }
    }

    /// How many items a row has, or each item of an open row.
    pub(in crate::engine::native) fn width(&self) -> usize {
        self.width
    }

    /// Ends a row of any length.
    #[inline]
    pub(in crate::engine::native) fn end_row(&mut self) {
        let items = self.items.len();
        if let Some(ends) = &mut self.ends {
            ends.push(items / self.width.max(1));
        }
    }

    pub(super) fn clear(&mut self) {
        match &mut self.items {
            Items::F32(items) => items.clear(),
            Items::I64(items) => items.clear(),
            Items::Bytes(_, items) => items.clear(),
            Items::Strings(strings) => {
                strings.spans.clear();
                strings.beside.clear();
            }
        }
        if let Some(ends) = &mut self.ends {
            ends.clear();
        }
    }

    /// Where the items of a row begin.
    fn start(&self, row: usize) -> usize {
        let rows = match &self.ends {
            None => row,
            Some(ends) => row.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0),
        };
        rows * self.width
    }

    /// Sets what is lent next: one row, or several along a new axis; `false` if these differ in length.
    pub(super) fn choose(&mut self, row: usize, rows: Option<usize>) -> bool {
        self.lent.clear();
        self.lent.extend(rows);
        if let Some(ends) = &self.ends {
            let mut before = self.start(row) / self.width.max(1);
            let ends = ends.get(row..row + rows.unwrap_or(1)).unwrap_or_default();
            let len = ends.first().map_or(0, |end| end - before);
            for end in ends {
                if end - before != len {
                    return false;
                }
                before = *end;
            }
            self.lent.push(len);
        }
        self.lent.extend_from_slice(&self.shape);
        true
    }

    /// The strings of these rows.
    pub(super) fn strings<'a>(&'a self, row: usize, rows: usize, block: &'a [u8]) -> Option<Lent<'a>> {
        let Items::Strings(strings) = &self.items else { return None };
        let spans = strings.spans.get(self.start(row)..self.start(row + rows)).unwrap_or_default();
        Some(Lent { spans, beside: &strings.beside, block })
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
            Items::Strings(_) => (DType::String, &[]),
        }
    }

    /// The shape of what is lent.
    pub(super) fn lent_shape(&self) -> &[usize] {
        &self.lent
    }
}

impl Items {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::F32(items) => items.len(),
            Self::I64(items) => items.len(),
            Self::Bytes(dtype, items) => items.len() / dtype.size().unwrap_or(1),
            Self::Strings(strings) => strings.spans.len(),
        }
    }
}
