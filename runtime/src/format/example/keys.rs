/// Finds the place of a wanted key, by a hash of its length and its first and last bytes.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    names: Vec<Box<[u8]>>,
    table: Vec<u32>, // a place + 1, or 0; open addressing, at most a quarter full
    shift: u32,
    seed: u64,
}

/// With so few names, hashes are tried until no two names meet.
const PERFECT: usize = 128;
const TRIES: u64 = 200;

impl Keys {
    /// Equal names get the place of the first one.
    pub(crate) fn new(names: impl IntoIterator<Item = Box<[u8]>>) -> Self {
        let names: Vec<Box<[u8]>> = names.into_iter().collect();
        let room = names.len() * if names.len() <= PERFECT { 16 } else { 4 };
        let size = room.next_power_of_two().max(8);
        let keys = Self { names, table: vec![0; size], shift: 64 - size.trailing_zeros(), seed: 0 };
        let mut best = keys.seeded(0);
        for seed in 1..TRIES {
            if best.0 == 0 || keys.names.len() > PERFECT {
                break;
            }
            let other = keys.seeded(seed);
            if other.0 < best.0 {
                best = other;
            }
        }
        best.1
    }

    /// The table for a seed, and how many names are not at their first place.
    fn seeded(&self, seed: u64) -> (usize, Self) {
        let mut keys = Self { seed, ..self.clone() };
        let mut meets = 0;
        for (place, name) in self.names.iter().enumerate() {
            if keys.find(name).is_none() {
                let mut at = keys.hash(name);
                while keys.table[at] != 0 {
                    meets += 1;
                    at = (at + 1) % keys.table.len();
                }
                keys.table[at] = place as u32 + 1;
            }
        }
        (meets, keys)
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn names(&self) -> &[Box<[u8]>] {
        &self.names
    }

    /// The places of names that stand there twice: the first, and this one.
    pub(crate) fn twins(&self) -> Vec<(usize, usize)> {
        let names = self.names.iter().enumerate();
        names.filter_map(|(to, name)| Some((self.find(name).filter(|from| *from != to)?, to))).collect()
    }

    #[inline]
    fn hash(&self, key: &[u8]) -> usize {
        let (first, last) = match (key.first_chunk::<8>(), key.last_chunk::<8>()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => (key.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)), 0),
        };
        self.hash_of(key.len(), first, last)
    }

    /// The hash of a key of this length with these first and last eight bytes; of a shorter one the first ones are
    /// filled up with zeros, and the last ones are zeros.
    #[inline(always)]
    fn hash_of(&self, len: usize, first: u64, last: u64) -> usize {
        let word = first ^ last.rotate_left(29) ^ len as u64 ^ self.seed << 32;
        let word = word.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((word ^ word >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize
    }

    #[inline(always)]
    fn at(&self, hash: usize) -> Option<usize> {
        self.table.get(hash).and_then(|place| (*place as usize).checked_sub(1))
    }

    /// The place of a wanted key that may be the one of this length at the beginning of `bytes`; the caller compares.
    #[inline(always)]
    pub(crate) fn candidate(&self, bytes: &[u8], len: usize) -> Option<usize> {
        // Short keys by their length alone, with no branch on it.
        let hash = match bytes.first_chunk::<8>() {
            Some(first) if len < 8 => {
                let first = u64::from_le_bytes(*first) & !(u64::MAX << (8 * len));
                self.hash_of(len, first, 0)
            }
            _ => self.hash(bytes.get(..len)?),
        };
        self.at(hash)
    }

    /// The place of a wanted key.
    #[inline]
    pub(crate) fn find(&self, key: &[u8]) -> Option<usize> {
        let mut at = self.hash(key);
        let mut found = self.at(at);
        loop {
            let place = found?;
            if self.names.get(place).is_some_and(|name| **name == *key) {
                return Some(place);
            }
            at = if at + 1 == self.table.len() { 0 } else { at + 1 };
            found = self.at(at);
        }
    }
}
