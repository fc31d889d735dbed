use bytes::{Bytes, BytesMut};

use super::large;
use crate::component::StringItems;

/// Memory that strings of a column share. It comes in pieces, each of which stays as long as one of its strings does:
/// so it is small beside the column, and yet large enough that setting up pages doesn't cost more than the copy.
#[derive(Default)]
pub struct Shared {
    piece: BytesMut,
    /// How many bytes the column will have, if that was told, and how many it has.
    expected: usize,
    has: usize,
}

/// Fewer strings than this are not worth a piece.
const FEWEST: usize = 16;
/// As many bytes at once are large strings, each better off alone.
const MANY: usize = 1 << 20;
/// A piece is at most as large, unless what comes at once is larger.
const LARGEST: usize = 8 << 20;

impl Shared {
    /// Adds copies of the strings, of which `rows` are still to come, these included, if that is known.
    pub(crate) fn copy(&mut self, strings: &dyn StringItems, rows: usize, items: &mut Vec<Bytes>) {
        let all = 0..strings.len();
        items.reserve(all.len());
        let bytes: usize = all.clone().map(|index| strings.get(index).len()).sum();
        if all.len() < FEWEST || bytes > MANY {
            items.extend(all.map(|index| Bytes::copy_from_slice(strings.get(index))));
            return;
        }
        if self.piece.capacity() < bytes {
            let expected = (bytes / all.len()).saturating_mul(rows);
            self.expected = self.expected.max(expected);
            let size = (self.has / 4).max(self.expected / 8).clamp(bytes, LARGEST.max(bytes));
            self.piece = BytesMut::with_capacity(size);
            large(self.piece.spare_capacity_mut());
        }
        self.has += bytes;
        all.clone().for_each(|index| self.piece.extend_from_slice(strings.get(index)));
        let mut piece = self.piece.split().freeze();
        items.extend(all.map(|index| piece.split_to(strings.get(index).len())));
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
    fn pieces_are_small_beside_what_is_there() {
        let (mut shared, mut items) = (Shared::default(), Vec::new());
        for _ in 0..1000 {
            shared.copy(&Same(100, vec![7; 100]), 0, &mut items);
            assert!(shared.piece.capacity() <= 10_000.max(items.len() * 100 / 4));
        }
    }
}
