use crate::component::StringItems;

/// Strings that lie in the block that was read, or beside it.
#[derive(Debug, Default)]
pub(in crate::engine::native) struct Strings {
    spans: Vec<Span>,
    /// What does not lie in the block: defaults.
    beside: Vec<u8>,
}

/// Where a string begins, and its length.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    start: usize,
    len: usize,
}

/// Marks the place of a string beside the block.
const BESIDE: usize = 1 << (usize::BITS - 1);

impl Span {
    /// Where a string of `block` lies.
    #[inline(always)]
    pub(super) fn of(block: &[u8], string: &[u8]) -> Self {
        // Addresses are only compared: what is read is looked up in the block, and checked.
        let start = (string.as_ptr() as usize).wrapping_sub(block.as_ptr() as usize);
        Self { start, len: string.len() }
    }

    /// The string, if it lies in `block`.
    #[inline]
    pub(super) fn within(self, block: &[u8]) -> &[u8] {
        block.get(self.start..).and_then(|bytes| bytes.get(..self.len)).unwrap_or_default()
    }

    /// Whether it lies beside the block.
    pub(super) fn is_beside(self) -> bool {
        self.start & BESIDE != 0
    }
}

impl Strings {
    /// Adds a string that lies in `block`.
    #[inline]
    pub(in crate::engine::native) fn push_of(&mut self, block: &[u8], string: &[u8]) {
        self.spans.push(Span::of(block, string));
    }

    /// Adds a copy of a string.
    pub(in crate::engine::native) fn push_copy(&mut self, string: &[u8]) {
        let span = self.keep(string);
        self.spans.push(span);
    }

    /// Keeps a copy of a string, which is none of them for that.
    pub(super) fn keep(&mut self, string: &[u8]) -> Span {
        let span = Span { start: self.beside.len() | BESIDE, len: string.len() };
        self.beside.extend_from_slice(string);
        span
    }

    /// Where they lie.
    pub(super) fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Forgets all but so many of them.
    pub(super) fn truncate(&mut self, count: usize) {
        self.spans.truncate(count);
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

impl Extend<Span> for Strings {
    fn extend<I: IntoIterator<Item = Span>>(&mut self, spans: I) {
        self.spans.extend(spans);
    }
}

/// Some of the strings of a column.
pub(super) struct Lent<'a> {
    spans: &'a [Span],
    beside: &'a [u8],
    block: &'a [u8],
}

impl StringItems for Lent<'_> {
    fn len(&self) -> usize {
        self.spans.len()
    }

    #[inline]
    fn get(&self, index: usize) -> &[u8] {
        let Span { start, len } = self.spans.get(index).copied().unwrap_or_default();
        let bytes = if start & BESIDE == 0 { self.block } else { self.beside };
        bytes.get(start & !BESIDE..).and_then(|bytes| bytes.get(..len)).unwrap_or_default()
    }
}
