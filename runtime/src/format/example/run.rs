//! Many small entries of constant length behind each other, guessed at once.

use std::collections::HashSet;

use super::layout::{self, FLOATS, Guess};
use super::parser::{FeatureValue, Sink};

/// So many entries at least.
const FEWEST: usize = 3;
/// Entries longer than this gain nothing.
const LONGEST: usize = 160;

const BLOCK: usize = 64;

/// A row of entries whose heads are compared together, the data between them masked out.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    words: Vec<[u64; 8]>,
    masks: Vec<[u64; 8]>,
    pub(crate) len: usize,
    pub(crate) entries: usize,
    wanted: Vec<Wanted>,
    floats: Floats,
    failures: u32,
    waits: u32,
}

/// Single floats: for each the place of its key, and where it begins.
#[derive(Clone, Debug, Default)]
pub(crate) struct Floats {
    pub(crate) floats: Vec<(usize, usize)>,
    /// The places, a bit for each, 64 a word.
    pub(crate) places: Vec<u64>,
}

impl Floats {
    /// The place of each, and its list.
    pub(crate) fn each<'a>(&self, bytes: &'a [u8]) -> impl Iterator<Item = (usize, FeatureValue<'a>)> {
        self.floats.iter().map(move |(place, start)| {
            let float = bytes.get(*start..*start + 4).unwrap_or_default();
            (*place, layout::value(FLOATS, float))
        })
    }

    fn push(&mut self, place: usize, start: usize) {
        self.floats.push((place, start));
        if self.places.len() <= place / 64 {
            self.places.resize(place / 64 + 1, 0);
        }
        if let Some(word) = self.places.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }
}

#[derive(Clone, Debug)]
struct Wanted {
    place: usize,
    kind: u8,
    start: usize,
    end: usize,
}

fn words(block: &[u8; BLOCK]) -> [u64; 8] {
    let mut words = [0; 8];
    for (word, bytes) in words.iter_mut().zip(block.chunks_exact(8)) {
        *word = bytes.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
    }
    words
}

/// A block that may be the last, shorter one.
fn padded(bytes: &[u8]) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    for (block, byte) in block.iter_mut().zip(bytes) {
        *block = *byte;
    }
    block
}

impl Run {
    /// The runs in a layout, each with its position.
    pub(crate) fn all(guesses: &[Guess]) -> Vec<(usize, Self)> {
        let constant = |guess: &Guess| guess.constant_len().is_some_and(|len| len <= LONGEST);
        let mut position = 0;
        let mut runs = Vec::new();
        for guesses in guesses.chunk_by(|one, next| constant(one) == constant(next)) {
            if guesses.len() >= FEWEST && guesses.first().is_some_and(constant) && are_unlike(guesses) {
                runs.push((position, Self::of(guesses)));
            }
            position += guesses.len();
        }
        runs
    }

    fn of(guesses: &[Guess]) -> Self {
        let (mut bytes, mut mask) = (Vec::new(), Vec::new());
        let (mut wanted, mut floats) = (Vec::new(), Floats::default());
        for guess in guesses {
            let (start, len) = (bytes.len(), guess.constant_len().unwrap_or_default());
            bytes.extend(guess.head());
            mask.resize(bytes.len(), 0xff);
            bytes.resize(start + len, 0);
            mask.resize(start + len, 0);
            let (body, end) = (start + guess.body, start + len);
            match (guess.place, guess.kind) {
                (Some(place), FLOATS) if end - body == 4 => floats.push(place, body),
                (Some(place), kind) => wanted.push(Wanted { place, kind, start: body, end }),
                (None, _) => {}
            }
        }
        let blocks = |bytes: &[u8]| bytes.chunks(BLOCK).map(|block| words(&padded(block))).collect();
        Self {
            words: blocks(&bytes),
            masks: blocks(&mask),
            len: bytes.len(),
            entries: guesses.len(),
            wanted,
            floats,
            failures: 0,
            waits: 0,
        }
    }

    /// Whether the entries at the beginning of `bytes` are those of this run. After a failure it is not tried for
    /// a while, longer each time.
    #[inline]
    pub(crate) fn matches(&mut self, bytes: &[u8]) -> bool {
        if self.waits > 0 {
            self.waits -= 1;
            return false;
        }
        if self.same(bytes) {
            self.failures = 0;
            return true;
        }
        self.failures = (self.failures + 1).min(8);
        self.waits = (1 << self.failures) - 2;
        false
    }

    #[inline]
    fn same(&self, bytes: &[u8]) -> bool {
        let Some(bytes) = bytes.get(..self.len) else { return false };
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        let mut expected = self.words.iter().zip(&self.masks);
        for (block, (expected, masks)) in blocks.iter().zip(&mut expected) {
            if differ(&words(block), expected, masks) {
                return false;
            }
        }
        expected.next().is_none_or(|(expected, masks)| !differ(&words(&padded(rest)), expected, masks))
    }

    /// Gives the values of entries that match.
    #[inline(always)]
    pub(crate) fn values<'a>(&self, bytes: &'a [u8], out: &mut (impl Sink<'a> + ?Sized)) {
        out.put_floats(&self.floats, bytes.get(..self.len).unwrap_or_default());
        for Wanted { place, kind, start, end } in &self.wanted {
            out.put(*place, layout::value(*kind, bytes.get(*start..*end).unwrap_or_default()));
        }
    }
}

/// Whether no wanted key stands there twice: the last one would count, and a run doesn't keep the order.
fn are_unlike(guesses: &[Guess]) -> bool {
    let mut places = HashSet::new();
    guesses.iter().filter_map(|guess| guess.place).all(|place| places.insert(place))
}

#[inline(always)]
fn differ(got: &[u64; 8], expected: &[u64; 8], masks: &[u64; 8]) -> bool {
    let mut differs = 0;
    for at in 0..8 {
        differs |= (got[at] ^ expected[at]) & masks[at];
    }
    differs != 0
}
