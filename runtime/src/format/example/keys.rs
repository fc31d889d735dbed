/// Finds the place of a wanted key, by a hash of its length and its first and last bytes.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    names: Vec<Box<[u8]>>,
    table: Vec<Entry>, // open addressing, at most a quarter full
    shift: u32,
    factor: u64,
}

/// A name in the table.
#[derive(Clone, Copy, Debug)]
struct Entry {
    word: u64,    // made of its bytes
    place: usize, // usize::MAX if there is none
}

const NOTHING: Entry = Entry { word: u64::MAX, place: usize::MAX };

/// With so few names, hashes are tried until no two names meet.
const PERFECT: usize = 128;
const TRIES: u64 = 200;

/// A short key makes a word of its own, of its bytes and its length.
const SHORT: usize = 7;

impl Keys {
    /// Equal names get the place of the first one.
    pub(crate) fn new(names: impl IntoIterator<Item = Box<[u8]>>) -> Self {
        let names: Vec<Box<[u8]>> = names.into_iter().collect();
        let room = names.len() * if names.len() <= PERFECT { 16 } else { 4 };
        let size = room.next_power_of_two().max(8);
        let keys = Self { names, table: vec![NOTHING; size], shift: 64 - size.trailing_zeros(), factor: 1 };
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
        let factor = 0x9e37_79b9_7f4a_7c15_u64.wrapping_add(seed.wrapping_mul(0xa076_1d64_78bd_642e));
        let mut keys = Self { factor, ..self.clone() };
        let mut meets = 0;
        for (place, name) in self.names.iter().enumerate() {
            if keys.find(name).is_none() {
                let word = word(name);
                let mut at = keys.hash(word);
                while keys.table[at].place != NOTHING.place {
                    meets += 1;
                    at = (at + 1) % keys.table.len();
                }
                keys.table[at] = Entry { word, place };
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

    #[inline(always)]
    fn hash(&self, word: u64) -> usize {
        (word.wrapping_mul(self.factor) >> self.shift) as usize
    }

    /// The place of a wanted key, of this length at the beginning of `bytes`.
    #[inline(always)]
    pub(crate) fn find_at(&self, bytes: &[u8], len: usize) -> Option<usize> {
        if let (Some(first), 1..=SHORT) = (bytes.first_chunk(), len) {
            let word = short_word(u64::from_le_bytes(*first), len);
            let entry = self.table.get(self.hash(word))?;
            if entry.word == word {
                return Some(entry.place);
            }
        }
        self.find(bytes.get(..len)?)
    }

    /// The place of a wanted key.
    pub(crate) fn find(&self, key: &[u8]) -> Option<usize> {
        let word = word(key);
        let mut at = self.hash(word);
        loop {
            let Entry { word: found, place } = *self.table.get(at)?;
            let name = self.names.get(place)?;
            if found == word && (key.len() <= SHORT || **name == *key) {
                return Some(place);
            }
            at = if at + 1 == self.table.len() { 0 } else { at + 1 };
        }
    }
}

/// The first bytes of a word, of so many, and the number of them.
#[inline(always)]
fn short_word(first: u64, len: usize) -> u64 {
    first & !(u64::MAX << (8 * len)) | (len as u64) << 56
}

/// The word of a short key; of a longer one its first and last bytes.
#[inline]
fn word(key: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (key.first_chunk(), key.last_chunk()) {
        let mixed = u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(29) ^ key.len() as u64;
        return mixed | 0x80 << 56; // which no short one has
    }
    short_word(key.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)), key.len())
}
