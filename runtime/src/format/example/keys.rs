/// Finds the place of a wanted key, by a hash of its length and its first and last bytes.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    names: Vec<Box<[u8]>>,
    table: Vec<u32>, // a place + 1, or 0; open addressing, at most a quarter full
    shift: u32,
}

impl Keys {
    /// Equal names get the place of the first one.
    pub(crate) fn new(names: impl IntoIterator<Item = Box<[u8]>>) -> Self {
        let names: Vec<Box<[u8]>> = names.into_iter().collect();
        let size = (names.len() * 4).next_power_of_two().max(8);
        let mut keys = Self { names: Vec::new(), table: vec![0; size], shift: 64 - size.trailing_zeros() };
        for (place, name) in names.iter().enumerate() {
            if keys.find(name).is_none() {
                let mut at = keys.hash(name);
                while keys.table[at] != 0 {
                    at = (at + 1) % size;
                }
                keys.table[at] = place as u32 + 1;
            }
            keys.names.push(name.clone());
        }
        keys
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
        let word = match key {
            _ if let (Some(first), Some(last)) = (key.first_chunk::<8>(), key.last_chunk::<8>()) => {
                u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(29)
            }
            _ => key.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        let word = (word ^ (key.len() as u64) << 56).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((word ^ word >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize
    }

    /// The place of a wanted key.
    #[inline]
    pub(crate) fn find(&self, key: &[u8]) -> Option<usize> {
        let mut at = self.hash(key);
        loop {
            let place = (*self.table.get(at)? as usize).checked_sub(1)?;
            if self.names.get(place).is_some_and(|name| **name == *key) {
                return Some(place);
            }
            at = if at + 1 == self.table.len() { 0 } else { at + 1 };
        }
    }
}
