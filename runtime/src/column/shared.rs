use bytes::{Bytes, BytesMut};

use super::pages::memory;
use crate::component::StringItems;

/// Memory that strings of a column share. It comes in pieces, each of which stays as long as one of its strings does:
/// so it is small beside the column, and yet large enough that setting up pages doesn't cost more than the copy.
#[derive(Debug, Default)]
pub struct Shared {
    piece: BytesMut,
    /// How many bytes the column will have, if that was told, and how many it has.
    expected: usize,
    has: usize,
}

/// Fewer strings than this are not worth a piece.
const FEWEST: usize = 16;
/// A string of more bytes is better off alone.
const LONG: usize = 16 << 10;
/// As many bytes at once are large strings, each better off alone.
const MANY: usize = 1 << 20;
/// A piece is at most as large, unless what comes at once is larger.
const LARGEST: usize = 8 << 20;

impl Shared {
    /// Adds copies of the strings, of which `rows` are still to come, these included, if that is known.
    pub(crate) fn copy(&mut self, strings: &dyn StringItems, rows: usize, items: &mut Vec<Bytes>) {
        let (count, bytes) = (strings.len(), strings.bytes());
        items.reserve(count);
        if count < FEWEST || bytes > MANY {
            items.extend((0..count).map(|index| Bytes::copy_from_slice(strings.get(index))));
            return;
        }
        let mut copied = strings.copy(0, &mut self.piece, items);
        while copied < count {
            self.expected = self.expected.max((bytes / count).saturating_mul(rows));
            self.begin_piece(bytes);
            copied += strings.copy(copied, &mut self.piece, items);
        }
        self.has += bytes;
    }

    /// Begins a piece, of so many bytes at least.
    fn begin_piece(&mut self, least: usize) {
        self.piece = memory((self.has / 4).max(self.expected / 8).clamp(least, LARGEST));
    }
}

/// The items of a column of strings, and the memory that they share.
#[derive(Debug, Default)]
pub(crate) struct SharedStrings {
    items: Vec<Bytes>,
    shared: Shared,
    /// The lengths of strings that are copied, and not among the items yet: to count who shares the memory, each time,
    /// would wait for the copy.
    copied: Vec<usize>,
}

impl SharedStrings {
    pub(super) fn new(items: Vec<Bytes>, shared: Shared) -> Self {
        Self { items, shared, copied: Vec::new() }
    }

    pub(super) fn into_parts(mut self) -> (Vec<Bytes>, Shared) {
        self.settle();
        (self.items, self.shared)
    }

    /// Adds a copy of a string.
    #[inline]
    pub(crate) fn push(&mut self, string: &[u8]) {
        if string.len() > LONG {
            self.settle();
            self.items.push(Bytes::copy_from_slice(string));
            return;
        }
        if self.shared.piece.capacity() - self.shared.piece.len() < string.len() {
            self.settle();
            self.shared.begin_piece(LONG);
        }
        self.shared.piece.extend_from_slice(string);
        self.copied.push(string.len());
    }

    /// Makes what is copied items.
    fn settle(&mut self) {
        let mut strings = self.shared.piece.split().freeze();
        self.shared.has += strings.len();
        self.items.extend(self.copied.drain(..).map(|len| strings.split_to(len)));
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len() + self.copied.len()
    }

    /// Forgets all but so many of them.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.settle();
        self.items.truncate(len);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Same(usize, Vec<u8>);

    impl StringItems for Same {
        fn len(&self) -> usize {
            self.0
        }
        fn get(&self, _: usize) -> &[u8] {
            &self.1
        }
    }

    #[test]
    fn strings_are_copied_whatever_their_number_and_length() {
        let (mut shared, mut items) = (Shared::default(), Vec::new());
        let (mut expected, mut rows) = (Vec::new(), 100_000);
        for (count, len) in [(1, 3), (500, 700), (16, 0), (20, 60_000), (15, 9), (3000, 300), (0, 0), (17, 1)]
        {
            shared.copy(&Same(count, vec![len as u8; len]), rows, &mut items);
            expected.resize(expected.len() + count, vec![len as u8; len]);
            rows -= count;
        }
        assert_eq!(items, expected);
    }

    #[test]
    fn strings_are_added_one_by_one_whatever_their_length() {
        let strings: Vec<Bytes> = (0..20_000)
            .map(|number| {
                Bytes::from(vec![
                    number as u8;
                    [number % 900, LONG, LONG + 1]
                        [usize::from(number % 997 == 0) * (number % 2 + 1)]
                ])
            })
            .collect();
        let mut shared = SharedStrings::default();
        strings.iter().for_each(|string| shared.push(string));
        assert_eq!(shared.len(), strings.len());
        assert_eq!(shared.into_parts().0, strings);
        let mut shared = SharedStrings::new(strings.clone(), Shared::default());
        shared.push(b"one more");
        shared.truncate(3);
        assert_eq!(shared.into_parts().0, strings[..3]);
    }

    #[test]
    fn strings_of_unequal_lengths_fill_the_pieces() {
        let strings: Vec<Bytes> =
            (0..20_000).map(|number| Bytes::from(vec![number as u8; number * 7919 % 1500])).collect();
        for rows in [0, strings.len()] {
            let (mut shared, mut items) = (Shared::default(), Vec::new());
            for lent in strings.chunks(300) {
                shared.copy(&lent.to_vec(), rows, &mut items);
            }
            assert_eq!(items, strings);
            let ends = |string: &Bytes| string.as_ptr() as usize + string.len();
            let gaps = items.windows(2).filter(|two| ends(&two[0]) != two[1].as_ptr() as usize).count();
            assert!(gaps < 20, "{gaps} pieces for 15 MB");
        }
    }

    #[test]
    fn pieces_are_small_beside_what_is_there() {
        let (mut shared, mut items) = (Shared::default(), Vec::new());
        for _ in 0..1000 {
            shared.copy(&Same(100, vec![7; 100]), 0, &mut items);
            // From half a large page on, it is a whole one.
            assert!(shared.piece.capacity() <= 10_000.max(items.len() * 100 / 2));
        }
    }
}
