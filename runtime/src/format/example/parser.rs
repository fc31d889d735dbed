use super::keys::Keys;
use super::layout::{Layout, Plain};
use super::run::Floats;
use super::short::Short;
use super::{BytesList, FloatList, IntList, entry, feature};
use crate::format::error::{Problem, Result};
use crate::format::wire::{self, Cursor, WireError};

/// What a record has for one wanted feature.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum FeatureValue<'a> {
    /// The key is absent.
    #[default]
    Missing,
    /// The key is there, but its feature has no list. TensorFlow treats it as missing.
    Unset,
    /// A list of bytes, maybe empty.
    Bytes(BytesList<'a>),
    /// A list of floats, maybe empty.
    Floats(FloatList<'a>),
    /// A list of integers, maybe empty.
    Ints(IntList<'a>),
}

impl FeatureValue<'_> {
    /// Whether TensorFlow would take the default: no key, or no list. A list without values is not missing.
    #[inline]
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing | Self::Unset)
    }

    /// The number of values; a missing list has none.
    pub fn len(&self) -> usize {
        match self {
            Self::Missing | Self::Unset => 0,
            Self::Bytes(list) => list.len(),
            Self::Floats(list) => list.len(),
            Self::Ints(list) => list.len(),
        }
    }

    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Missing | Self::Unset => true,
            Self::Bytes(list) => list.is_empty(),
            Self::Floats(list) => list.is_empty(),
            Self::Ints(list) => list.is_empty(),
        }
    }

    /// The list's kind as the protocol buffer calls it: `bytes_list`, `float_list`, `int64_list`, or `no list`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Missing | Self::Unset => "no list",
            Self::Bytes(_) => "bytes_list",
            Self::Floats(_) => "float_list",
            Self::Ints(_) => "int64_list",
        }
    }
}

/// Takes the values of a record as they are found, each with the place of its key. A key that the record has twice is
/// told twice: the last one counts.
pub(crate) trait Sink<'a> {
    fn put(&mut self, place: usize, value: FeatureValue<'a>);

    /// Takes the value of an entry in short form; `false` if it has none.
    #[inline(always)]
    fn put_short(&mut self, place: usize, entry: Short<'a>) -> bool {
        let value = entry.value();
        value.map(|value| self.put(place, value)).is_some()
    }

    /// Takes many lists of one float each.
    #[inline]
    fn put_floats(&mut self, floats: &Floats, bytes: &'a [u8]) {
        floats.each(bytes).for_each(|(place, float)| self.put(place, float));
    }
}

impl<'a> Sink<'a> for [FeatureValue<'a>] {
    #[inline(always)]
    fn put(&mut self, place: usize, value: FeatureValue<'a>) {
        if let Some(out) = self.get_mut(place) {
            *out = value;
        }
    }
}

/// Parses `tf.train.Example`s into the values of the features that are wanted, without allocating.
///
/// It remembers how the last record was laid out and checks first whether the next one is the same; what comes
/// out doesn't depend on that.
#[derive(Clone, Debug)]
pub struct ExampleParser {
    map: FeatureMap,
}

impl ExampleParser {
    /// A parser for the features with these keys; a key may stand there twice.
    pub fn new<K: AsRef<[u8]>>(names: impl IntoIterator<Item = K>) -> Self {
        Self { map: FeatureMap::new(names) }
    }

    /// The wanted keys, in the order of the values.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.map.keys.names().iter().map(|name| &**name)
    }

    /// Puts the record's values into `out`, one for each wanted key in the order given to [`new`](Self::new).
    ///
    /// # Errors
    /// When the record is not a well-formed `Example`; then `out` holds anything. The varints of a packed list
    /// are checked when they are decoded, and features that aren't wanted aren't looked into.
    #[inline]
    pub fn parse<'a>(&mut self, record: &'a [u8], out: &mut [FeatureValue<'a>]) -> Result<()> {
        self.map.room(out)?;
        self.parse_into(record, out)?;
        self.map.copy_twins(out);
        Ok(())
    }

    /// Tells the record's values, for keys that are wanted twice only at the first place of them.
    ///
    /// # Errors
    /// As [`parse`](Self::parse); then some values may have been told.
    #[inline]
    pub(crate) fn parse_into<'a>(
        &mut self,
        record: &'a [u8],
        out: &mut (impl Sink<'a> + ?Sized),
    ) -> Result<()> {
        self.message(record, out).map_err(|error| error.of("tf.train.Example"))
    }

    /// Copies the values of keys that are wanted twice to their second places.
    #[inline]
    pub(crate) fn copy_twins(&self, out: &mut [FeatureValue<'_>]) {
        self.map.copy_twins(out);
    }

    /// Whether a key is wanted twice.
    pub(crate) fn has_twins(&self) -> bool {
        !self.map.twins.is_empty()
    }

    #[inline]
    fn message<'a>(&mut self, record: &'a [u8], out: &mut (impl Sink<'a> + ?Sized)) -> Result<(), WireError> {
        let mut rest = Cursor::new(record);
        while !rest.at_end() {
            let (field, wire) = rest.tag()?;
            if field == 1 {
                rest.expect(wire, wire::LEN)?;
                self.map.parse(rest.message()?, out)?;
            } else {
                rest.skip(wire)?;
            }
        }
        self.map.finish();
        Ok(())
    }
}

/// The wanted part of a `Features` message.
#[derive(Clone, Debug)]
pub(crate) struct FeatureMap {
    pub(crate) keys: Keys,
    layout: Layout,
    twins: Vec<(usize, usize)>, // places of equal keys: copied from, to
}

impl FeatureMap {
    pub(crate) fn new<K: AsRef<[u8]>>(names: impl IntoIterator<Item = K>) -> Self {
        let keys = Keys::new(names.into_iter().map(|name| name.as_ref().into()));
        let layout = Layout::new(keys.len());
        Self { twins: keys.twins(), keys, layout }
    }

    /// Empties `out`, if it has the right length.
    #[inline]
    pub(crate) fn room(&self, out: &mut [FeatureValue<'_>]) -> Result<()> {
        if out.len() != self.keys.len() {
            return Err(Problem::Room { expected: self.keys.len(), got: out.len() }.into());
        }
        out.fill(FeatureValue::Missing);
        Ok(())
    }

    /// Parses one `Features` message; a record may have several, which are taken together.
    #[inline]
    pub(crate) fn parse<'a>(
        &mut self,
        mut features: Cursor<'a>,
        out: &mut (impl Sink<'a> + ?Sized),
    ) -> Result<(), WireError> {
        let ordered = self.layout.is_ordered();
        let mut position = 0;
        while !features.at_end() {
            let bytes = features.rest();
            if ordered {
                if let Some(run) = self.layout.run(position)
                    && run.matches(bytes)
                {
                    run.values(bytes, out);
                    position += run.entries;
                    features.take(run.len as u64)?;
                    continue;
                }
                if let Some((guess, value)) = self.layout.guessed(position, bytes) {
                    if let Some(place) = guess.place {
                        out.put(place, value);
                    }
                    position += 1;
                    features.take(guess.len as u64)?;
                    continue;
                }
            } else {
                let len = self.shorts(bytes, out);
                if len > 0 {
                    features.take(len as u64)?;
                    continue;
                }
            }
            let Some((len, place)) = self.entry(bytes, out) else {
                self.any(&mut features, out)?;
                continue;
            };
            features.take(len as u64)?;
            if ordered {
                position = self.layout.unguessed(position, bytes, len, place);
            }
        }
        Ok(())
    }

    /// Parses the entries in short form at the beginning of `bytes`: the length of all of them.
    #[inline]
    fn shorts<'a>(&self, bytes: &'a [u8], out: &mut (impl Sink<'a> + ?Sized)) -> usize {
        let mut rest = bytes;
        while let Some(entry) = Short::read(rest) {
            if let Some(place) = self.keys.find_at(entry.key(), entry.key_len)
                && !out.put_short(place, entry)
            {
                break;
            }
            rest = rest.get(entry.len..).unwrap_or_default();
        }
        bytes.len() - rest.len()
    }

    /// Parses an entry in the form that every writer uses: its length, and the place of its key.
    #[inline]
    fn entry<'a>(
        &self,
        bytes: &'a [u8],
        out: &mut (impl Sink<'a> + ?Sized),
    ) -> Option<(usize, Option<usize>)> {
        if let Some(entry) = Short::read(bytes) {
            let place = self.keys.find_at(entry.key(), entry.key_len);
            let taken = place.is_none_or(|place| out.put_short(place, entry));
            return taken.then_some((entry.len, place));
        }
        let entry = Plain::read(bytes)?;
        let place = self.keys.find(entry.key);
        if let Some(place) = place {
            out.put(place, entry.value(bytes));
        }
        Some((entry.len, place))
    }

    /// Parses one entry of any form.
    #[cold]
    fn any<'a>(
        &self,
        features: &mut Cursor<'a>,
        out: &mut (impl Sink<'a> + ?Sized),
    ) -> Result<(), WireError> {
        let (field, wire) = features.tag()?;
        if field != 1 {
            return Err(features.error(crate::format::WireProblem::UnexpectedField(field)));
        }
        features.expect(wire, wire::LEN)?;
        let (key, value) = entry(features)?;
        if let Some(place) = self.keys.find(key) {
            out.put(place, feature(value)?);
        }
        Ok(())
    }

    /// After a record.
    #[inline]
    pub(crate) fn finish(&mut self) {
        self.layout.finish();
    }

    /// Copies what is wanted twice.
    #[inline]
    pub(crate) fn copy_twins(&self, out: &mut [FeatureValue<'_>]) {
        for &(from, to) in &self.twins {
            if let Some(value) = out.get(from).copied()
                && let Some(out) = out.get_mut(to)
            {
                *out = value;
            }
        }
    }
}
