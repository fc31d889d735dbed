use crate::format::error::{Result, WireProblem};
use crate::format::wire::{Cursor, WireError};

/// The strings of a tensor: any bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Strings<'a>(Kind<'a>);

#[derive(Clone, Debug, PartialEq)]
enum Kind<'a> {
    /// The varint lengths of all strings, then all bytes; validated.
    Packed { lengths: &'a [u8], bytes: &'a [u8], count: usize },
    /// One by one.
    Listed(Vec<&'a [u8]>),
}

impl<'a> Strings<'a> {
    /// So many strings in the form that `tensor_content` has.
    pub(crate) fn packed(content: &'a [u8], count: usize) -> Result<Self, WireError> {
        let mut at = Cursor::new(content);
        let mut total = 0u64;
        for _ in 0..count {
            let length = at.varint()?;
            total = total.checked_add(length).ok_or_else(|| at.error(WireProblem::Size))?;
        }
        let (lengths, bytes) = content.split_at_checked(at.pos()).unwrap_or_default();
        if total != bytes.len() as u64 {
            return Err(at.error(WireProblem::Truncated));
        }
        Ok(Self(Kind::Packed { lengths, bytes, count }))
    }

    pub(crate) fn listed(strings: Vec<&'a [u8]>) -> Self {
        Self(Kind::Listed(strings))
    }

    /// The number of strings.
    pub fn len(&self) -> usize {
        match &self.0 {
            Kind::Packed { count, .. } => *count,
            Kind::Listed(strings) => strings.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The strings, one after another.
    pub fn iter(&self) -> impl Iterator<Item = &'a [u8]> + '_ {
        let (mut lengths, mut bytes, listed) = match &self.0 {
            Kind::Packed { lengths, bytes, .. } => (Cursor::new(lengths), Cursor::new(bytes), &[][..]),
            Kind::Listed(strings) => (Cursor::new(&[]), Cursor::new(&[]), strings.as_slice()),
        };
        let packed = std::iter::from_fn(move || {
            if lengths.at_end() {
                return None;
            }
            bytes.take(lengths.varint().ok()?).ok()
        });
        packed.chain(listed.iter().copied())
    }
}
