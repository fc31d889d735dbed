//! The guess that a record is laid out like the one before it.

use super::list::{BytesList, FloatList, IntList};
use super::parser::FeatureValue;
use super::run::Run;
use crate::format::wire::Cursor;

/// A map entry in the form that every writer uses: key, then value, one list, stored in one piece.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plain<'a> {
    pub(crate) key: &'a [u8],
    kind: u8,
    /// Of the entry's own bytes: where the list's values begin, where the data that may change, and the end.
    body: usize,
    data: usize,
    pub(crate) len: usize,
}

impl<'a> Plain<'a> {
    /// The entry at the beginning of `bytes`, if it has that form.
    #[inline]
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut at = Cursor::new(bytes);
        let len = inner(&mut at, 0x0a, None)?;
        if *bytes.get(at.pos())? != 0x0a {
            return None;
        }
        at.take(1).ok()?;
        let key = at.delimited().ok()?;
        inner(&mut at, 0x12, Some(len))?;
        let kind = *bytes.get(at.pos())?;
        inner(&mut at, kind, Some(len))?;
        let start = at.pos();
        inner(&mut at, 0x0a, Some(len))?;
        let data = at.pos();
        let body = match kind {
            0x0a => start,
            0x12 if (len - data).is_multiple_of(4) => data,
            0x1a => data,
            _ => return None,
        };
        Some(Self { key, kind, body, data, len })
    }

    /// The value of this entry, or of one laid out alike.
    #[inline]
    pub(crate) fn value<'b>(&self, bytes: &'b [u8]) -> FeatureValue<'b> {
        value(self.kind, bytes.get(self.body..self.len).unwrap_or_default())
    }
}

#[inline]
pub(crate) fn value(kind: u8, body: &[u8]) -> FeatureValue<'_> {
    match kind {
        0x0a => FeatureValue::Bytes(BytesList::trusted(body)),
        0x12 => FeatureValue::Floats(FloatList::trusted(body)),
        _ => FeatureValue::Ints(IntList::trusted(body)),
    }
}

/// The end of a length-delimited field with this tag, which must be `end` where that is given.
#[inline]
fn inner(at: &mut Cursor<'_>, tag: u8, end: Option<usize>) -> Option<usize> {
    let rest = at.rest();
    if *rest.first()? != tag {
        return None;
    }
    at.take(1).ok()?;
    let len = usize::try_from(at.varint().ok()?).ok()?;
    let got = at.pos().checked_add(len)?;
    let fits = match end {
        Some(end) => got == end,
        None => len <= at.rest().len(),
    };
    fits.then_some(got)
}

/// What the head of an entry (all bytes in front of its data) is expected to be. Equal heads mean equal tags,
/// keys and lengths, so that nothing else has to be looked at.
///
/// Where each of the four lengths is one byte and they were once seen to change, they may differ from what was
/// learned, all by the same number: the last one, that of the data, decides what the others must be.
#[derive(Clone, Debug)]
pub(crate) struct Guess {
    words: [u64; 4],
    masks: [u64; 4],
    grows: [u64; 4], // all bits of each length
    head: Box<[u8]>, // if longer than the words
    last: u8,        // where the last length stands; it must be below `limit` and a multiple of `unit`
    limit: u8,
    unit: u8,
    pub(crate) kind: u8,
    varying: u8, // all bits, or none where the length is always the same
    pub(crate) body: usize,
    len: usize, // of the entry, without the data if its length varies
    pub(crate) place: Option<usize>,
    misses: u32,
}

const WORDS: usize = 32;

#[inline(always)]
fn words(bytes: &[u8; WORDS]) -> [u64; 4] {
    let mut words = [0; 4];
    for (word, bytes) in words.iter_mut().zip(bytes.chunks_exact(8)) {
        *word = bytes.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
    }
    words
}

/// The last bytes of a record, followed by zeros.
#[inline(never)]
fn padded(bytes: &[u8]) -> [u8; WORDS] {
    let mut first = [0; WORDS];
    for (first, byte) in first.iter_mut().zip(bytes) {
        *first = *byte;
    }
    first
}

impl Guess {
    pub(crate) fn new(bytes: &[u8], plain: &Plain<'_>, place: Option<usize>, varies: bool) -> Self {
        let head = bytes.get(..plain.data).unwrap_or_default();
        let (mut first, mut mask, mut grow) = ([0u8; WORDS], [0u8; WORDS], [0u8; WORDS]);
        for ((first, mask), byte) in first.iter_mut().zip(&mut mask).zip(head) {
            (*first, *mask) = (*byte, 0xff);
        }
        // `0A entry 0A key … 12 feature KIND list 0A values`, for single bytes in bytes values are one more list.
        let varies =
            varies && head.len() == plain.key.len() + 10 && head.len() <= WORDS && plain.len < 128 + 2;
        let data = plain.len - plain.data;
        let mut limit = 1;
        if varies {
            for at in [1, head.len() - 5, head.len() - 3, head.len() - 1] {
                if let (Some(first), Some(grow)) = (first.get_mut(at), grow.get_mut(at)) {
                    *first = first.wrapping_sub(data as u8);
                    *grow = 0xff;
                }
            }
            limit = (128 + 2 - head.len()) as u8; // the longest length still is one byte
        }
        Self {
            words: words(&first),
            masks: words(&mask),
            grows: words(&grow),
            head: if head.len() > WORDS { head.into() } else { [].into() },
            last: (head.len() as u8).wrapping_sub(1),
            limit,
            unit: if plain.kind == 0x12 { 4 } else { 1 },
            kind: plain.kind,
            varying: if varies { 0xff } else { 0 },
            body: plain.body,
            len: if varies { head.len() } else { plain.len },
            place,
            misses: 0,
        }
    }

    /// The length of the entry at the beginning of `bytes`, if it is laid out as expected.
    #[inline(always)]
    pub(crate) fn matches(&self, bytes: &[u8]) -> Option<usize> {
        match bytes.first_chunk::<WORDS>() {
            Some(first) => self.same(first, bytes),
            None => self.same(&padded(bytes), bytes),
        }
    }

    #[inline(always)]
    fn same(&self, first: &[u8; WORDS], bytes: &[u8]) -> Option<usize> {
        // No branch: which entries vary is as good as random where they are in no order.
        let data = first[usize::from(self.last) % WORDS] & self.varying;
        let fits = (data < self.limit) & (data & (self.unit - 1) == 0);
        let growth = u64::from(data) * 0x0101_0101_0101_0101;
        let mut differs = 0;
        for (at, word) in words(first).into_iter().enumerate() {
            // No byte overflows into the next: what is learned and `data` are both below 128.
            let expected = self.words[at].wrapping_add(growth & self.grows[at]);
            differs |= (word ^ expected) & self.masks[at];
        }
        let len = self.len + usize::from(data);
        let same = (differs == 0) & fits & (len <= bytes.len());
        (same && (self.head.is_empty() || bytes.starts_with(&self.head))).then_some(len)
    }

    /// The value of an entry of this length that matches.
    #[inline]
    pub(crate) fn value<'b>(&self, bytes: &'b [u8], len: usize) -> FeatureValue<'b> {
        value(self.kind, bytes.get(self.body..len).unwrap_or_default())
    }

    /// The length of an entry that was always as long.
    pub(crate) fn constant_len(&self) -> Option<usize> {
        (self.varying == 0).then_some(self.len)
    }

    /// Appends the head of an entry that was always as long.
    pub(crate) fn write_head(&self, to: &mut Vec<u8>) {
        if self.head.is_empty() {
            let bytes = self.words.iter().flat_map(|word| word.to_le_bytes());
            to.extend(bytes.take(usize::from(self.last) + 1));
        } else {
            to.extend(&self.head);
        }
    }

    /// Notes that an entry for this place was laid out otherwise, and learns how: less and less often, since
    /// what changes all the time is not worth learning.
    #[inline]
    fn missed(&mut self, bytes: &[u8], plain: &Plain<'_>) {
        self.misses = self.misses.saturating_add(1);
        if self.misses.is_power_of_two() {
            *self = Self { misses: self.misses, ..Self::new(bytes, plain, self.place, true) };
        }
    }
}

/// The entries of the record that was learned, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    guesses: Vec<Guess>,
    in_order: usize, // so many of them; those behind it stand for keys that were missing
    runs: Vec<Run>,
    run_at: Vec<Option<u16>>, // for each guess, the run that begins there
    lens: Vec<Option<usize>>, // of the guesses when the runs were found
    changed: bool,
    positions: Vec<usize>, // of each wanted feature in `guesses`
    learning: bool,
    misses: u32,
    bad: u32,
    jumps: u32,     // entries of this record that followed another one than they did
    disorders: u32, // records in a row that had many
    waits: u32,     // records that are not expected to be in order
}

/// Records with more entries than this are read without guessing at the rest.
const MOST: usize = 4096;

impl Layout {
    pub(crate) fn new(wanted: usize) -> Self {
        Self { positions: vec![usize::MAX; wanted], learning: true, ..Self::default() }
    }

    #[inline]
    pub(crate) fn get(&self, position: usize) -> Option<&Guess> {
        self.guesses.get(position)
    }

    /// The run of guesses that begins here.
    #[inline]
    pub(crate) fn run(&mut self, position: usize) -> Option<&mut Run> {
        let run = (*self.run_at.get(position)?)?;
        self.runs.get_mut(usize::from(run))
    }

    /// Whether entries are expected in the order that was learned. If they turn out not to be, they aren't for a while,
    /// longer each time.
    #[inline]
    pub(crate) fn is_ordered(&self) -> bool {
        self.waits == 0
    }

    /// Notes that the guess for an entry was found in another position than it was expected in.
    #[inline]
    pub(crate) fn jumped(&mut self, expected: usize, found: usize) {
        self.jumps += u32::from(expected != found);
    }

    /// Where the guess for a wanted feature is.
    #[inline]
    pub(crate) fn position(&self, place: usize) -> Option<usize> {
        self.positions.get(place).copied()
    }

    /// Takes in an entry that was not guessed, and tells the position of the next one.
    #[inline]
    pub(crate) fn missed(
        &mut self,
        position: usize,
        bytes: &[u8],
        plain: &Plain<'_>,
        place: Option<usize>,
    ) -> usize {
        self.misses += 1;
        self.changed = true;
        let known = place.and_then(|place| self.positions.get(place)).copied();
        if self.learning {
            if self.guesses.len() < MOST {
                if let Some(known) = place.and_then(|place| self.positions.get_mut(place)) {
                    *known = self.guesses.len();
                }
                self.guesses.push(Guess::new(bytes, plain, place, false));
                self.in_order = self.guesses.len();
            }
            return self.guesses.len();
        }
        match known.and_then(|known| Some((known, self.guesses.get_mut(known)?))) {
            Some((known, guess)) => {
                guess.missed(bytes, plain);
                known + 1
            }
            None => {
                // A key that was missing: where it belongs is not known, so that it is looked up each time.
                let known = place.and_then(|place| self.positions.get_mut(place));
                if let (Some(known), true) = (known, self.guesses.len() < MOST) {
                    *known = self.guesses.len();
                    self.guesses.push(Guess::new(bytes, plain, place, false));
                }
                position
            }
        }
    }

    /// After a record: takes in what was learned.
    #[inline]
    pub(crate) fn finish(&mut self) {
        if self.changed {
            self.relearn();
        }
        let jumps = std::mem::take(&mut self.jumps) as usize;
        if self.waits > 0 {
            self.waits -= 1;
        } else if jumps * 2 > self.guesses.len() {
            self.disorders = (self.disorders + 1).min(8);
            self.waits = 1 << self.disorders;
        } else {
            self.disorders = 0;
        }
    }

    /// Decides whether the next record is learned anew, and finds the runs again.
    fn relearn(&mut self) {
        let learned = std::mem::take(&mut self.learning);
        let bad = self.misses as usize * 2 > self.guesses.len() && !learned;
        self.misses = 0;
        if bad {
            self.bad = self.bad.saturating_add(1);
            if self.bad.is_power_of_two() {
                self.learning = true;
                self.guesses.clear();
                self.in_order = 0;
                self.positions.fill(usize::MAX);
            }
        }
        self.changed = false;
        let lens = self.ordered().iter().map(Guess::constant_len);
        if learned || !lens.eq(self.lens.iter().copied()) {
            self.lens = self.ordered().iter().map(Guess::constant_len).collect();
            self.find_runs();
        }
    }

    /// The guesses that stand in the order of a record.
    fn ordered(&self) -> &[Guess] {
        self.guesses.get(..self.in_order).unwrap_or_default()
    }

    fn find_runs(&mut self) {
        self.runs.clear();
        self.run_at.clear();
        self.run_at.resize(self.guesses.len(), None);
        for (position, run) in Run::all(self.ordered()) {
            if let (Some(at), Ok(number)) = (self.run_at.get_mut(position), u16::try_from(self.runs.len())) {
                *at = Some(number);
                self.runs.push(run);
            }
        }
    }
}
