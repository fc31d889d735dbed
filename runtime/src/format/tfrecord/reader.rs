use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::{FOOTER, HEADER};
use crate::format::compression::{Compression, Decompressed};
use crate::format::crc;
use crate::format::error::{FormatError, Problem, Result};

/// The buffer's size until a longer record comes: it fits the second-level cache.
const BUFFER: usize = 256 << 10;

/// Records are at most this long unless the caller says otherwise: what a protocol buffer can be.
const LIMIT: u64 = (1 << 31) - 1;

/// Lends the records of a TFRecord file one after another, without copying them.
///
/// Both checksums of every record are verified, that of the length before the length is used. Memory grows only
/// with the data that is really there. A file that ends inside a record, or inside the twelve bytes in front of
/// one, is an error; TensorFlow takes the latter for the end of the data and so loses records of a file that was
/// cut off there. After an error nothing more is read.
pub struct RecordReader<R = Decompressed> {
    source: R,
    path: Option<PathBuf>,
    limit: u64,
    buffer: Vec<u8>,
    start: usize, // of the bytes not lent yet
    end: usize,   // of the bytes read from the source
    ended: bool,
    failed: bool,
    record: u64, // number of the next record
    offset: u64, // of buffer[start] in the content
    current: (usize, usize),
}

impl RecordReader {
    /// Opens a file; without a compression, finds out which it is.
    ///
    /// # Errors
    /// When the file can't be opened.
    pub fn open(path: impl AsRef<Path>, compression: Option<Compression>) -> Result<Self> {
        let path = path.as_ref();
        let mut reader = Self::new(Decompressed::open(path, compression)?);
        reader.path = Some(path.to_path_buf());
        Ok(reader)
    }
}

impl<R: Read> RecordReader<R> {
    /// Reads the records of decompressed content.
    pub fn new(source: R) -> Self {
        Self {
            source,
            path: None,
            limit: LIMIT,
            buffer: vec![0; BUFFER],
            start: 0,
            end: 0,
            ended: false,
            failed: false,
            record: 0,
            offset: 0,
            current: (0, 0),
        }
    }

    /// Accepts records of at most so many bytes (2 GiB - 1 otherwise).
    #[must_use]
    pub fn with_limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// Goes on with another source, keeping the buffer.
    pub fn restart(&mut self, source: R) {
        self.source = source;
        self.path = None;
        (self.start, self.end) = (0, 0);
        (self.ended, self.failed) = (false, false);
        (self.record, self.offset) = (0, 0);
        self.current = (0, 0);
    }

    /// The size of the buffer.
    #[cfg(test)]
    pub(crate) fn capacity(&self) -> usize {
        self.buffer.capacity()
    }

    /// The number of records lent so far.
    pub fn records(&self) -> u64 {
        self.record
    }

    /// Where the next record begins in the decompressed content.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The next record, until the one after it is asked for; `None` at the end.
    ///
    /// # Errors
    /// When the source can't be read, ends inside a record, or a checksum doesn't match; after that always.
    #[inline]
    #[allow(clippy::should_implement_trait)] // it lends
    pub fn next(&mut self) -> Result<Option<&[u8]>> {
        Ok(if self.advance()? { Some(self.current()) } else { None })
    }

    /// Goes to the next record; `false` at the end.
    ///
    /// # Errors
    /// Those of [`next`](Self::next).
    #[inline]
    pub fn advance(&mut self) -> Result<bool> {
        match self.find() {
            Ok(Some(current)) => self.current = current,
            Ok(None) => {
                self.current = (0, 0);
                return Ok(false);
            }
            Err(error) => return Err(self.fail(error)),
        }
        Ok(true)
    }

    /// The record that [`advance`](Self::advance) went to.
    #[inline]
    pub fn current(&self) -> &[u8] {
        self.buffer.get(self.current.0..self.current.1).unwrap_or_default()
    }

    #[inline]
    fn find(&mut self) -> Result<Option<(usize, usize)>> {
        if self.end - self.start < HEADER || self.failed {
            if self.failed {
                return Err(Problem::AfterError.into());
            }
            self.fill(HEADER)?;
            match self.end - self.start {
                0 => return Ok(None),
                got if got < HEADER => return Err(Problem::TruncatedHeader { got }.into()),
                _ => {}
            }
        }
        let length = self.length()?;
        let whole = HEADER + length + FOOTER;
        if self.end - self.start < whole {
            self.fill(whole)?;
            let got = self.end - self.start;
            if got < whole {
                let (expected, got) = ((length + FOOTER) as u64, (got - HEADER) as u64);
                return Err(Problem::TruncatedRecord { expected, got }.into());
            }
        }
        let data = (self.start + HEADER, self.start + HEADER + length);
        let (bytes, footer) = (&self.buffer[data.0..data.1], &self.buffer[data.1..data.1 + FOOTER]);
        let (expected, got) = (crc::masked(bytes), footer.try_into().map_or(0, u32::from_le_bytes));
        if expected != got {
            return Err(Problem::DataChecksum { expected, got }.into());
        }
        self.start += whole;
        self.offset += whole as u64;
        self.record += 1;
        Ok(Some(data))
    }

    /// The length of the record at `start`, verified.
    #[inline]
    fn length(&self) -> Result<usize> {
        let Some(header) = self.buffer[self.start..].first_chunk::<HEADER>() else {
            return Err(Problem::TruncatedHeader { got: self.end - self.start }.into());
        };
        let [a, b, c, d, e, f, g, h, sum @ ..] = *header;
        let bytes = [a, b, c, d, e, f, g, h];
        let (expected, got) = (crc::masked_of_length(bytes), u32::from_le_bytes(sum));
        if expected != got {
            return Err(Problem::LengthChecksum { expected, got }.into());
        }
        let length = u64::from_le_bytes(bytes);
        if length > self.limit {
            return Err(Problem::RecordTooLong { length, limit: self.limit }.into());
        }
        // Room for the header and footer must be left in a `usize`, also where that has 32 bits.
        usize::try_from(length)
            .ok()
            .filter(|length| *length < isize::MAX as usize / 2)
            .ok_or_else(|| Problem::RecordTooLong { length, limit: isize::MAX as u64 / 2 }.into())
    }

    /// Reads until `wanted` bytes from `start` on are there, or the source is at its end.
    #[cold]
    fn fill(&mut self, wanted: usize) -> Result<()> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        while self.end < wanted && !self.ended {
            if self.end == self.buffer.len() {
                // Twice what is really there, never what a header merely says.
                let len = wanted.min(self.buffer.len().saturating_mul(2)).max(BUFFER);
                self.buffer.resize(len, 0);
            }
            match self.source.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.ended = true,
                Ok(read) => self.end += read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    #[cold]
    fn fail(&mut self, error: FormatError) -> FormatError {
        self.failed = true;
        self.current = (0, 0);
        let error = error.in_record(self.record).at_byte(self.offset);
        match &self.path {
            Some(path) => error.in_file(path),
            None => error,
        }
    }
}
