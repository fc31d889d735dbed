use super::layout::{BYTES, FLOATS, INTS, value};
use super::parser::FeatureValue;

/// A map entry in the form that every writer uses, each of whose lengths is one byte: `0A entry 0A key … 12 feature KIND
/// list 0A values …`, and nothing behind the values. A string is one of its own.
///
/// Each of the lengths follows from those of the entry and the key, so that one comparison checks all of them.
#[derive(Clone, Copy)]
pub(crate) struct Short<'a> {
    /// It begins there, and is so long.
    bytes: &'a [u8],
    pub(crate) len: usize,
    pub(crate) key_len: usize,
    /// The tag of its list.
    pub(crate) kind: u8,
    /// Where the data begins.
    data: usize,
}

/// The bytes in front of the key, and from its end to the data.
const BEFORE: usize = 4;
const HEAD: usize = 6;

impl<'a> Short<'a> {
    /// The entry at the beginning of `bytes`, if it has that form.
    #[inline(always)]
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Self> {
        // 0A entry 0A key
        let first = u32::from_le_bytes(*bytes.first_chunk()?);
        if first & 0x80ff_80ff != 0x000a_000a {
            return None;
        }
        let (len, key_len) = ((first >> 8) as usize % 256 + 2, (first >> 24) as usize);
        let data = BEFORE + key_len + HEAD;
        // 12 data+4 KIND data+2 0A data
        let head = u64::from_le_bytes(*bytes.get(BEFORE + key_len..)?.first_chunk()?);
        let lengths = (len.wrapping_sub(data) as u64).wrapping_mul(0x0000_0100_0100_0100);
        let expected = lengths.wrapping_add(0x0000_000a_0200_0412);
        if (head ^ expected) & 0x0000_ffff_ff00_ffff != 0 || len < data || bytes.len() < len {
            return None;
        }
        Some(Self { bytes, len, key_len, kind: (head >> 16) as u8, data })
    }

    /// What begins with the key.
    #[inline(always)]
    pub(crate) fn key(&self) -> &'a [u8] {
        self.bytes.get(BEFORE..).unwrap_or_default()
    }

    /// The data: a string, the bytes of floats, or varints.
    #[inline(always)]
    pub(crate) fn data(&self) -> &'a [u8] {
        self.bytes.get(self.data..self.len).unwrap_or_default()
    }

    /// Its value, if it is a list.
    #[inline]
    pub(crate) fn value(&self) -> Option<FeatureValue<'a>> {
        let body = match self.kind {
            BYTES => self.data - 2,
            FLOATS if (self.len - self.data).is_multiple_of(4) => self.data,
            INTS => self.data,
            _ => return None,
        };
        Some(value(self.kind, self.bytes.get(body..self.len)?))
    }
}
