use bytes::{Bytes, BytesMut};

use super::pages::memory;
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
        let (count, bytes) = (strings.len(), strings.bytes());
        items.reserve(count);
        if count < FEWEST || bytes > MANY {
            items.extend((0..count).map(|index| Bytes::copy_from_slice(strings.get(index))));
            return;
        }
        let mut copied = strings.copy(0, &mut self.piece, items);
        while copied < count {
            self.expected = self.expected.max((bytes / count).saturating_mul(rows));
            let size = (self.has / 4).max(self.expected / 8).clamp(bytes, LARGEST);
            self.piece = memory(size);
            copied += strings.copy(copied, &mut self.piece, items);
        }
        self.has += bytes;
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
