use crate::component::StringItems;

/// Strings that lie in the block that was read, or beside it.
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

    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    pub(super) fn clear(&mut self) {
        self.spans.clear();
        self.beside.clear();
    }

    /// Some of them, which lie in `block`.
    pub(super) fn lent<'a>(&'a self, range: std::ops::Range<usize>, block: &'a [u8]) -> Lent<'a> {
        Lent { spans: self.spans.get(range).unwrap_or_default(), beside: &self.beside, block }
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
