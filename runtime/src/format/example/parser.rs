use super::keys::Keys;
use super::layout::{Layout, Plain};
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
        self.message(record, out).map_err(|error| error.of("tf.train.Example"))
    }

    #[inline]
    fn message<'a>(&mut self, record: &'a [u8], out: &mut [FeatureValue<'a>]) -> Result<(), WireError> {
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
        self.map.finish(out);
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
        out: &mut [FeatureValue<'a>],
    ) -> Result<(), WireError> {
        let ordered = self.layout.is_ordered();
        let mut position = 0;
        while !features.at_end() {
            let bytes = features.rest();
            let mut len = 0;
            if ordered {
                if let Some(run) = self.layout.run(position)
                    && run.matches(bytes)
                {
                    run.values(bytes, out);
                    position += run.entries;
                    features.take(run.len as u64)?;
                    continue;
                }
                len = self.guessed(position, bytes, out);
            }
            if len == 0
                && let Some(other) = self.looked_up(bytes)
            {
                len = self.guessed(other, bytes, out);
                self.layout.jumped(position, other);
                position = other;
            }
            if len == 0 && !ordered {
                len = self.guessed(position, bytes, out);
            }
            if len == 0 {
                position = self.learned(position, &mut features, out)?;
            } else {
                position += 1;
                // The entry's own word for its length is the same, and there before the guess has been looked at: so
                // a processor can begin with the next entry.
                let len = match bytes {
                    [_, own @ ..0x80, ..] => usize::from(*own) + 2,
                    _ => len,
                };
                features.take(len as u64)?;
            }
        }
        Ok(())
    }

    /// Tries the guess at this position: the entry's length, or 0 where it is another.
    #[inline(always)] // a result returned through memory costs more than the rest
    fn guessed<'a>(&self, position: usize, bytes: &'a [u8], out: &mut [FeatureValue<'a>]) -> usize {
        let Some(guess) = self.layout.get(position) else { return 0 };
        let Some(len) = guess.matches(bytes) else { return 0 };
        if let Some(out) = guess.place.and_then(|place| out.get_mut(place)) {
            *out = guess.value(bytes, len);
        }
        len
    }

    /// The position of the guess for the key that stands there, which may be in another order or follow one that
    /// is missing.
    #[inline]
    fn looked_up(&self, bytes: &[u8]) -> Option<usize> {
        let (&[_, ..0x80, 0x0a, len @ ..0x80], rest) = bytes.split_first_chunk()? else { return None };
        self.layout.position(self.keys.candidate(rest, len.into())?)
    }

    /// Parses an entry that was not guessed, and learns from it; the position of the next.
    #[inline]
    fn learned<'a>(
        &mut self,
        position: usize,
        features: &mut Cursor<'a>,
        out: &mut [FeatureValue<'a>],
    ) -> Result<usize, WireError> {
        let bytes = features.rest();
        let Some(plain) = Plain::read(bytes) else {
            self.any(features, out)?;
            return Ok(position);
        };
        let place = self.keys.find(plain.key);
        if let Some(out) = place.and_then(|place| out.get_mut(place)) {
            *out = plain.value(bytes);
        }
        features.take(plain.len as u64)?;
        Ok(self.layout.missed(position, bytes, &plain, place))
    }

    /// Parses one entry of any form.
    #[cold]
    fn any<'a>(&self, features: &mut Cursor<'a>, out: &mut [FeatureValue<'a>]) -> Result<(), WireError> {
        let (field, wire) = features.tag()?;
        if field != 1 {
            return Err(features.error(crate::format::WireProblem::UnexpectedField(field)));
        }
        features.expect(wire, wire::LEN)?;
        let (key, value) = entry(features)?;
        if let Some(out) = self.keys.find(key).and_then(|place| out.get_mut(place)) {
            *out = feature(value)?;
        }
        Ok(())
    }

    /// After a record: copies what is wanted twice.
    #[inline]
    pub(crate) fn finish(&mut self, out: &mut [FeatureValue<'_>]) {
        self.layout.finish();
        for &(from, to) in &self.twins {
            if let Some(value) = out.get(from).copied()
                && let Some(out) = out.get_mut(to)
            {
                *out = value;
            }
        }
    }
}
