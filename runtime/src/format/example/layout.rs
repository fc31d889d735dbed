//! The guess that a record is laid out like the one before it.

use super::list::{BytesList, FloatList, IntList};
use super::parser::FeatureValue;
use super::run::Run;
use crate::format::wire::Cursor;

/// The tags of a feature's lists.
pub(crate) const BYTES: u8 = 0x0a;
pub(crate) const FLOATS: u8 = 0x12;
pub(crate) const INTS: u8 = 0x1a;

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
            BYTES => start,
            FLOATS if (len - data).is_multiple_of(4) => data,
            INTS => data,
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
        BYTES => FeatureValue::Bytes(BytesList::trusted(body)),
        FLOATS => FeatureValue::Floats(FloatList::trusted(body)),
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

/// What an entry is expected to be, where it was always as long: its head, all bytes in front of its data. Equal heads
/// mean equal tags, keys and lengths, so that nothing else has to be looked at.
#[derive(Clone, Debug)]
pub(crate) struct Guess {
    head: Box<[u8]>,
    pub(crate) kind: u8,
    pub(crate) body: usize,
    pub(crate) len: usize,
    pub(crate) place: Option<usize>,
    varies: bool,
}

impl Guess {
    fn new(bytes: &[u8], plain: &Plain<'_>, place: Option<usize>) -> Self {
        let head = bytes.get(..plain.data).unwrap_or_default().into();
        Self { head, kind: plain.kind, body: plain.body, len: plain.len, place, varies: false }
    }

    /// The value of the entry at the beginning of `bytes`, if it is laid out as expected.
    #[inline]
    fn value<'b>(&self, bytes: &'b [u8]) -> Option<FeatureValue<'b>> {
        let body = bytes.get(self.body..self.len)?;
        (!self.varies && bytes.starts_with(&self.head)).then(|| value(self.kind, body))
    }

    /// The length of an entry that was always as long.
    pub(crate) fn constant_len(&self) -> Option<usize> {
        (!self.varies).then_some(self.len)
    }

    pub(crate) fn head(&self) -> &[u8] {
        &self.head
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

    /// The guess for the entry at this position, and the entry's value, if it is right.
    #[inline]
    pub(crate) fn guessed<'b>(&self, position: usize, bytes: &'b [u8]) -> Option<(&Guess, FeatureValue<'b>)> {
        let guess = self.guesses.get(position)?;
        Some((guess, guess.value(bytes)?))
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

    /// Takes in an entry that was not guessed, and tells the position of the next one.
    #[inline]
    pub(crate) fn unguessed(
        &mut self,
        position: usize,
        bytes: &[u8],
        len: usize,
        place: Option<usize>,
    ) -> usize {
        let expected = self.guesses.get(position);
        if expected.is_some_and(|guess| guess.varies && guess.place == place) {
            return position + 1;
        }
        self.missed(position, bytes, len, place)
    }

    fn missed(&mut self, position: usize, bytes: &[u8], len: usize, place: Option<usize>) -> usize {
        if self.learning {
            self.note_miss();
            self.learn(bytes, place);
            self.in_order = self.guesses.len();
            return self.guesses.len();
        }
        // One that nobody wants is not looked for elsewhere.
        let known = match place {
            Some(place) => self.positions.get(place).copied(),
            None => Some(position),
        };
        let guess = known.and_then(|known| self.guesses.get_mut(known)).filter(|guess| guess.place == place);
        match (known, guess) {
            (Some(known), Some(guess)) => {
                if guess.len != len && !guess.varies {
                    guess.varies = true;
                    self.note_miss();
                }
                self.jumps += u32::from(known != position);
                known + 1
            }
            _ => {
                self.note_miss();
                // A key that was missing: where it belongs is not known, so that it is looked up each time.
                if place.is_some() {
                    self.learn(bytes, place);
                }
                position
            }
        }
    }

    fn note_miss(&mut self) {
        self.misses += 1;
        self.changed = true;
    }

    fn learn(&mut self, bytes: &[u8], place: Option<usize>) {
        let Some(plain) = Plain::read(bytes).filter(|_| self.guesses.len() < MOST) else { return };
        if let Some(known) = place.and_then(|place| self.positions.get_mut(place)) {
            *known = self.guesses.len();
        }
        self.guesses.push(Guess::new(bytes, &plain, place));
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
