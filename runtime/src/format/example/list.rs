use super::varint;
use crate::format::error::{FormatError, Result, WireProblem};
use crate::format::wire::{self, Cursor, WireError};

/// The values of a `bytes_list`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BytesList<'a> {
    body: &'a [u8], // (0A len bytes)*, validated
}

/// The values of a `float_list`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FloatList<'a> {
    data: &'a [u8], // 4 bytes each; unpacked: 5, the first a tag; validated
    unpacked: bool,
}

/// The values of an `int64_list`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct IntList<'a> {
    data: &'a [u8], // varints; unpacked: each behind a tag, validated
    unpacked: bool,
}

impl<'a> BytesList<'a> {
    pub(crate) fn parse(list: Cursor<'a>) -> Result<Self, WireError> {
        let mut rest = list;
        while !rest.at_end() {
            let (field, wire) = rest.tag()?;
            if field != 1 {
                return Err(rest.error(WireProblem::UnexpectedField(field)));
            }
            rest.expect(wire, wire::LEN)?;
            rest.delimited()?;
        }
        Ok(Self { body: list.rest() })
    }

    /// The body of a list that is known to be well-formed.
    #[inline]
    pub(crate) fn trusted(body: &'a [u8]) -> Self {
        Self { body }
    }

    /// The values, one after another.
    #[inline]
    pub fn iter(&self) -> BytesIter<'a> {
        BytesIter(Cursor::new(self.body))
    }

    /// The number of values; they are walked over.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether there are no values.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    /// The value of a list that has exactly one.
    #[inline]
    pub fn single(&self) -> Option<&'a [u8]> {
        let mut values = self.iter();
        let value = values.next()?;
        values.0.at_end().then_some(value)
    }
}

/// Lends the values of a [`BytesList`].
#[derive(Clone, Debug)]
pub struct BytesIter<'a>(Cursor<'a>);

impl<'a> Iterator for BytesIter<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        if self.0.at_end() {
            return None;
        }
        self.0.tag().ok()?;
        self.0.delimited().ok()
    }
}

/// A list of numbers is either one packed block or a row of single fields; anything else is refused.
fn numbers<'a>(
    list: Cursor<'a>,
    single: u8,
    value: impl Fn(&mut Cursor<'a>) -> Result<(), WireError>,
) -> Result<(&'a [u8], bool), WireError> {
    let mut rest = list;
    if rest.at_end() {
        return Ok((&[], false));
    }
    let (field, wire) = rest.tag()?;
    if field != 1 {
        return Err(rest.error(WireProblem::UnexpectedField(field)));
    }
    if wire == wire::LEN {
        let packed = rest.delimited()?;
        if !rest.at_end() {
            return Err(rest.error(WireProblem::SplitList));
        }
        return Ok((packed, false));
    }
    rest.expect(wire, single)?;
    rest = list;
    while !rest.at_end() {
        // The tag of a single value is one byte in every writer; a longer one would break the stride.
        match rest.rest() {
            [tag, ..] if *tag == 1 << 3 | single => rest.take(1).map(drop)?,
            [0x0a, ..] => return Err(rest.error(WireProblem::SplitList)),
            [tag, ..] => return Err(rest.error(WireProblem::UnexpectedField(u32::from(tag >> 3)))),
            [] => break,
        }
        value(&mut rest)?;
    }
    Ok((list.rest(), true))
}

impl<'a> FloatList<'a> {
    pub(crate) fn parse(list: Cursor<'a>) -> Result<Self, WireError> {
        let (data, unpacked) = numbers(list, wire::FIXED32, |rest| rest.take(4).map(drop))?;
        if !unpacked && data.len() % 4 != 0 {
            return Err(list.error(WireProblem::FloatBlock(data.len())));
        }
        Ok(Self { data, unpacked })
    }

    /// A packed block of a multiple of four bytes.
    #[inline]
    pub(crate) fn trusted(data: &'a [u8]) -> Self {
        Self { data, unpacked: false }
    }

    /// The number of values.
    #[inline]
    pub fn len(&self) -> usize {
        self.data.len() / if self.unpacked { 5 } else { 4 }
    }

    /// Whether there are no values.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// The values' bytes, little-endian, where they stand together; they needn't be aligned.
    #[inline]
    pub fn as_le_bytes(&self) -> Option<&'a [u8]> {
        (!self.unpacked).then_some(self.data)
    }

    /// Appends all values: one copy.
    #[inline]
    pub fn append_f32(&self, to: &mut Vec<f32>) {
        if let (&[a, b, c, d], false) = (self.data, self.unpacked) {
            to.push(f32::from_le_bytes([a, b, c, d]));
            return;
        }
        let value = |bytes: &[u8]| bytes.first_chunk().map_or(0.0, |bytes| f32::from_le_bytes(*bytes));
        if self.unpacked {
            to.extend(self.data.chunks_exact(5).map(|field| value(&field[1..])));
        } else {
            to.extend(self.data.chunks_exact(4).map(value));
        }
    }

    /// The value of a list that has exactly one.
    #[inline]
    pub fn single(&self) -> Option<f32> {
        let bytes = if self.unpacked { self.data.get(1..)? } else { self.data };
        bytes.try_into().ok().map(f32::from_le_bytes)
    }

    /// The values, one after another.
    pub fn iter(&self) -> impl Iterator<Item = f32> + use<'a> {
        let (size, skip) = if self.unpacked { (5, 1) } else { (4, 0) };
        self.data
            .chunks_exact(size)
            .filter_map(move |field| Some(f32::from_le_bytes(*field[skip..].first_chunk()?)))
    }
}

impl<'a> IntList<'a> {
    pub(crate) fn parse(list: Cursor<'a>) -> Result<Self, WireError> {
        let (data, unpacked) = numbers(list, wire::VARINT, |rest| rest.varint().map(drop))?;
        Ok(Self { data, unpacked })
    }

    /// A packed block; its varints are checked when they are decoded.
    #[inline]
    pub(crate) fn trusted(data: &'a [u8]) -> Self {
        Self { data, unpacked: false }
    }

    /// The number of values; their bytes are walked over.
    #[inline]
    pub fn len(&self) -> usize {
        // Each varint ends with the one byte of it that has no high bit; so does each tag in front of one.
        varint::count(self.data) / if self.unpacked { 2 } else { 1 }
    }

    /// Whether there are no values.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Appends all values.
    ///
    /// # Errors
    /// When a varint is cut off or longer than ten bytes; then nothing is appended.
    #[inline]
    pub fn append_i64(&self, to: &mut Vec<i64>) -> Result<()> {
        if let &[byte @ ..0x80] = self.data {
            to.push(byte.into());
            return Ok(());
        }
        let before = to.len();
        let decoded = if self.unpacked {
            self.iter().try_for_each(|value| value.map(|value| to.push(value)))
        } else {
            varint::append(self.data, to).map_err(broken)
        };
        decoded.inspect_err(|_| to.truncate(before))
    }

    /// The value of a list that has exactly one.
    ///
    /// # Errors
    /// When a varint is cut off or longer than ten bytes.
    #[inline]
    pub fn single(&self) -> Result<Option<i64>> {
        // One that is not packed begins with its tag, which is below 0x80.
        match *self.data {
            [byte @ ..0x80] => return Ok(Some(byte.into())),
            [low @ 0x80..=0xff, high @ ..0x80] => {
                return Ok(Some(i64::from(low & 0x7f) | i64::from(high) << 7));
            }
            [low @ 0x80..=0xff, middle @ 0x80..=0xff, high @ ..0x80] => {
                let low = i64::from(low & 0x7f) | i64::from(middle & 0x7f) << 7;
                return Ok(Some(low | i64::from(high) << 14));
            }
            _ => {}
        }
        let mut values = self.iter();
        let value = values.next().transpose()?;
        Ok(if values.rest.at_end() { value } else { None })
    }

    /// The values, one after another.
    #[inline]
    pub fn iter(&self) -> IntIter<'a> {
        IntIter { rest: Cursor::new(self.data), unpacked: self.unpacked }
    }
}

#[cold]
fn broken(error: WireError) -> FormatError {
    error.of("tf.train.Int64List")
}

/// Decodes the values of an [`IntList`]; after an error it ends.
#[derive(Clone, Debug)]
pub struct IntIter<'a> {
    rest: Cursor<'a>,
    unpacked: bool,
}

impl Iterator for IntIter<'_> {
    type Item = Result<i64>;

    #[inline]
    fn next(&mut self) -> Option<Result<i64>> {
        if self.rest.at_end() {
            return None;
        }
        let tag = if self.unpacked { self.rest.tag().map(drop) } else { Ok(()) };
        let value = tag.and_then(|()| self.rest.varint());
        Some(value.map(u64::cast_signed).map_err(|error| {
            self.rest = Cursor::new(&[]);
            broken(error)
        }))
    }
}
