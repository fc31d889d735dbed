use super::error::{FormatError, Problem, WireProblem};

/// The wire types that messages here use; groups are refused, as TensorFlow's own parser does.
pub(crate) const VARINT: u8 = 0;
pub(crate) const FIXED64: u8 = 1;
pub(crate) const LEN: u8 = 2;
pub(crate) const FIXED32: u8 = 5;

/// Where and why the bytes of a message make no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WireError {
    pub(crate) offset: usize,
    pub(crate) problem: WireProblem,
}

impl WireError {
    #[cold]
    pub(crate) fn new(offset: usize, problem: WireProblem) -> Self {
        Self { offset, problem }
    }

    /// The error for users, naming the message.
    #[cold]
    pub(crate) fn of(self, message: &'static str) -> FormatError {
        FormatError::from(Problem::Proto { message, problem: self.problem }).at_byte(self.offset as u64)
    }
}

/// A place in the bytes of a message, or of a message inside it: offsets stay those of the outermost bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8], // up to the end of this message
    pos: usize,
}

impl<'a> Cursor<'a> {
    #[inline]
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, pos: 0 }
    }

    /// Bytes `pos..` of `bytes`.
    #[inline]
    pub(crate) fn at(bytes: &'a [u8], pos: usize) -> Self {
        Self { bytes, pos }
    }

    #[inline]
    pub(crate) fn pos(&self) -> usize {
        self.pos
    }

    #[inline]
    pub(crate) fn at_end(&self) -> bool {
        self.pos >= self.bytes.len()
    }

    /// The bytes not read yet.
    #[inline]
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.pos..).unwrap_or_default()
    }

    #[inline]
    pub(crate) fn error(&self, problem: WireProblem) -> WireError {
        WireError::new(self.pos, problem)
    }

    #[inline]
    pub(crate) fn varint(&mut self) -> Result<u64, WireError> {
        match *self.rest() {
            [byte @ ..0x80, ..] => {
                self.pos += 1;
                Ok(byte.into())
            }
            [low, high @ ..0x80, ..] => {
                self.pos += 2;
                Ok(u64::from(low & 0x7f) | u64::from(high) << 7)
            }
            _ => self.long_varint(),
        }
    }

    fn long_varint(&mut self) -> Result<u64, WireError> {
        let mut value = 0u64;
        for (count, &byte) in self.rest().iter().take(10).enumerate() {
            // Bits beyond the 64th are dropped, as protocol buffers do.
            value |= u64::from(byte & 0x7f).wrapping_shl(7 * count as u32);
            if byte < 0x80 {
                self.pos += count + 1;
                return Ok(value);
            }
        }
        let long = self.rest().len() >= 10;
        Err(self.error(if long { WireProblem::LongVarint } else { WireProblem::Truncated }))
    }

    /// A field's number and wire type.
    #[inline]
    pub(crate) fn tag(&mut self) -> Result<(u32, u8), WireError> {
        let start = *self;
        let tag = u32::try_from(self.varint()?).map_err(|_| start.error(WireProblem::FieldNumber))?;
        if tag >> 3 == 0 {
            return Err(start.error(WireProblem::FieldNumber));
        }
        Ok((tag >> 3, (tag & 7) as u8))
    }

    #[inline]
    pub(crate) fn take(&mut self, len: u64) -> Result<&'a [u8], WireError> {
        let taken = usize::try_from(len).ok().and_then(|len| self.rest().get(..len));
        let taken = taken.ok_or_else(|| self.error(WireProblem::Truncated))?;
        self.pos += taken.len();
        Ok(taken)
    }

    /// The bytes of a length-delimited field whose tag was just read.
    #[inline]
    pub(crate) fn delimited(&mut self) -> Result<&'a [u8], WireError> {
        let len = self.varint()?;
        self.take(len)
    }

    /// The same as a message inside this one.
    #[inline]
    pub(crate) fn message(&mut self) -> Result<Cursor<'a>, WireError> {
        let body = self.delimited()?;
        let start = self.pos - body.len();
        Ok(Self { bytes: self.bytes.get(..self.pos).unwrap_or_default(), pos: start })
    }

    pub(crate) fn fixed32(&mut self) -> Result<u32, WireError> {
        let bytes = self.take(4)?;
        Ok(bytes.try_into().map_or(0, u32::from_le_bytes))
    }

    pub(crate) fn fixed64(&mut self) -> Result<u64, WireError> {
        let bytes = self.take(8)?;
        Ok(bytes.try_into().map_or(0, u64::from_le_bytes))
    }

    /// Fails unless a field has the wire type that it must have.
    #[inline]
    pub(crate) fn expect(&self, got: u8, wanted: u8) -> Result<(), WireError> {
        if got == wanted { Ok(()) } else { Err(self.error(WireProblem::WireType(got))) }
    }

    /// Leaps over the value of an unknown field.
    pub(crate) fn skip(&mut self, wire: u8) -> Result<(), WireError> {
        match wire {
            VARINT => self.varint().map(drop),
            FIXED64 => self.take(8).map(drop),
            LEN => self.delimited().map(drop),
            FIXED32 => self.take(4).map(drop),
            other => Err(self.error(WireProblem::WireType(other))),
        }
    }
}
