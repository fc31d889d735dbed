use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;

use super::{FOOTER, HEADER};
use crate::format::compression::{Compression, Decompressed};
use crate::format::crc;
use crate::format::error::{FormatError, Problem, Result};
use crate::format::framing::{Framing, Unframed};

/// Bytes that are read at once: they stay in the second-level cache until they are parsed.
const BLOCK: usize = 256 << 10;

/// Records are at most this long: what a protocol buffer can be.
const LIMIT: u64 = (1 << 31) - 1;

/// Many records of one file, as they lie there.
#[derive(Debug, Default)]
pub(crate) struct Block {
    pub(super) bytes: Vec<u8>,
    /// Where the records' data lies in `bytes`.
    pub(super) records: Vec<(usize, usize)>,
    /// The number of the first record, and where `bytes` begins in the content.
    pub(super) first: u64,
    pub(super) offset: u64,
    pub(super) path: Option<Arc<Path>>,
    /// Whether a checksum follows each record.
    pub(super) checked: bool,
    /// Whether all these checksums have been verified.
    pub(super) verified: bool,
    /// What is wrong behind the last record.
    pub(super) error: Option<FormatError>,
}

impl Block {
    /// How many records there are.
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// How many bytes the records take, with what frames them.
    pub(crate) fn used(&self) -> usize {
        self.records.last().map_or(0, |(_, end)| end + if self.checked { FOOTER } else { 0 })
    }

    /// The bytes that the records lie in.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// A record's data, its checksum verified.
    ///
    /// # Errors
    /// When the checksum doesn't match.
    #[inline]
    pub(crate) fn record(&self, index: usize) -> Result<&[u8]> {
        let (start, end) = self.records.get(index).copied().unwrap_or_default();
        let data = self.bytes.get(start..end).unwrap_or_default();
        if self.checked && !self.verified {
            let footer = self.bytes.get(end..end + FOOTER).unwrap_or_default();
            let (expected, got) = (crc::masked(data), footer.try_into().map_or(0, u32::from_le_bytes));
            if expected != got {
                let offset = self.offset + (start - HEADER) as u64;
                let error = FormatError::from(Problem::DataChecksum { expected, got });
                return Err(self.locate(error, index).at_byte(offset));
            }
        }
        Ok(data)
    }

    /// Verifies the checksums of all records; if one doesn't match, that is what is wrong behind those before it.
    pub(crate) fn verify(&mut self) {
        let damaged = (0..self.len()).find_map(|index| Some((index, self.record(index).err()?)));
        if let Some((index, error)) = damaged {
            self.records.truncate(index);
            self.error = Some(error);
        }
        self.verified = true;
    }

    /// Forgets all records but these.
    pub(crate) fn keep(&mut self, records: std::ops::Range<usize>) {
        self.records.truncate(records.end);
        let start = records.start.min(self.records.len());
        self.records.drain(..start);
        self.first += start as u64;
    }

    /// Whether anything is wrong behind the last record.
    pub(crate) fn has_error(&self) -> bool {
        self.error.is_some()
    }

    /// What is wrong behind the last record, if anything is.
    pub(crate) fn take_error(&mut self) -> Option<FormatError> {
        self.error.take()
    }

    /// The error with the number of the record, and the file.
    #[cold]
    pub(crate) fn locate(&self, error: FormatError, index: usize) -> FormatError {
        let error = error.in_record(self.first + index as u64);
        match &self.path {
            Some(path) => error.in_file(path),
            None => error,
        }
    }
}

/// Reads the records of a TFRecord file, many at a time: it finds where they begin and end, and verifies the
/// checksums of their lengths; those of the data are verified by [`Block::record`].
///
/// What is said of damaged files is what [`RecordReader`](super::RecordReader) says.
pub(crate) struct BlockReader<R = Decompressed> {
    source: R,
    path: Option<Arc<Path>>,
    /// How the records lie there, if not as TFRecord has them.
    framing: Option<Framing>,
    /// Bytes still to be passed over in front of the first record.
    header: usize,
    /// Bytes that were read but don't make a whole record.
    rest: Vec<u8>,
    ended: bool,
    /// Of the next record: its number, and where it begins in the content.
    record: u64,
    offset: u64,
}

impl BlockReader {
    /// Opens a file; without a compression, finds out which it is.
    ///
    /// # Errors
    /// When the file can't be opened.
    pub(crate) fn open(path: &Path, compression: Option<Compression>) -> Result<Self> {
        let mut reader = Self::new(Decompressed::open(path, compression)?);
        reader.path = Some(path.into());
        Ok(reader)
    }

    /// How many bytes of the file have been used for the records that were read so far.
    pub(crate) fn used(&mut self) -> Option<u64> {
        self.source.used()
    }

    /// Opens a file whose records lie there in another way.
    ///
    /// # Errors
    /// When the file can't be opened, or can have no such records.
    pub(crate) fn framed(path: &Path, compression: Compression, framing: Framing) -> Result<Self> {
        if compression == Compression::None {
            let file = std::fs::metadata(path).map_err(|error| FormatError::from(error).in_file(path))?;
            framing.fits(file.len()).map_err(|error| error.in_file(path))?;
        }
        let reader = Self::open(path, Some(compression))?;
        Ok(Self { framing: Some(framing), header: framing.header(), ..reader })
    }
}

impl<R: Read> BlockReader<R> {
    /// Reads the records of decompressed content.
    pub(crate) fn new(source: R) -> Self {
        Self {
            source,
            path: None,
            framing: None,
            header: 0,
            rest: Vec::new(),
            ended: false,
            record: 0,
            offset: 0,
        }
    }

    /// Reads the next records, in the memory of the block; `false` at the end. Damage is told by the block, behind
    /// the records in front of it; after that is the end.
    pub(crate) fn read(&mut self, block: &mut Block) -> bool {
        block.records.clear();
        block.error = None;
        block.verified = false;
        (block.first, block.offset, block.checked) = (self.record, self.offset, self.framing.is_none());
        block.path.clone_from(&self.path);
        if block.bytes.len() < BLOCK.max(self.rest.len()) {
            block.bytes.resize(BLOCK.max(self.rest.len()), 0);
        }
        let mut end = self.rest.len();
        if let Some(start) = block.bytes.get_mut(..end) {
            start.copy_from_slice(&self.rest);
        }
        self.rest.clear();
        let mut start = 0;
        if let Err(error) = self.fill(block, &mut start, &mut end) {
            self.ended = true;
            let index = block.records.len();
            let offset = self.offset + start as u64;
            block.error = Some(block.locate(error, index).at_byte(offset));
        } else {
            self.rest.extend_from_slice(block.bytes.get(start..end).unwrap_or_default());
        }
        self.record += block.records.len() as u64;
        self.offset += start as u64;
        !block.records.is_empty() || block.error.is_some()
    }

    /// Reads until the block is full, and finds its records: `start` is where the next one begins, `end` that of the
    /// bytes.
    fn fill(&mut self, block: &mut Block, start: &mut usize, end: &mut usize) -> Result<()> {
        let mut searched = 0;
        loop {
            let needed = match self.framing {
                None => frame(block, start, *end)?,
                Some(framing) => {
                    self.unframed(framing, block, start, *end, &mut searched)?;
                    // As much as there may be.
                    Some(usize::MAX)
                }
            };
            if self.ended && self.framing.is_some() {
                return Ok(());
            }
            if self.ended {
                return match (*end - *start, needed) {
                    (0, _) => Ok(()),
                    (got, None) => Err(Problem::TruncatedHeader { got }.into()),
                    (got, Some(whole)) => {
                        let (expected, got) = ((whole - HEADER) as u64, (got - HEADER) as u64);
                        Err(Problem::TruncatedRecord { expected, got }.into())
                    }
                };
            }
            if *end == block.bytes.len() {
                if !block.records.is_empty() {
                    return Ok(());
                }
                // Twice what is really there, never what a header merely says.
                let len = needed.unwrap_or(BLOCK).min(block.bytes.len().saturating_mul(2)).max(BLOCK);
                block.bytes.resize(len, 0);
            }
            match self.source.read(block.bytes.get_mut(*end..).unwrap_or_default()) {
                Ok(0) => self.ended = true,
                Ok(read) => *end += read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

impl<R> BlockReader<R> {
    /// Finds the whole records from `start` on, and at the end of the file takes what is left.
    fn unframed(
        &mut self,
        framing: Framing,
        block: &mut Block,
        start: &mut usize,
        end: usize,
        searched: &mut usize,
    ) -> Result<()> {
        let header = self.header.min(end - *start);
        self.header -= header;
        let bytes = block.bytes.get_mut(..end).unwrap_or_default();
        let (start_of_records, records) = (*start + header, &mut block.records);
        let mut unframed = Unframed { bytes, records, start: start_of_records, searched: *searched };
        framing.find(&mut unframed);
        if self.ended && self.header > 0 {
            let left = self.header;
            return Err(Problem::Value(format!("it ends {left} bytes before the end of the header")).into());
        }
        if self.ended {
            framing.end(&mut unframed)?;
        }
        (*start, *searched) = (unframed.start, unframed.searched);
        Ok(())
    }
}

/// Finds the whole records from `start` on. Returns the length of the one that is not whole, if it has a header.
fn frame(block: &mut Block, start: &mut usize, end: usize) -> Result<Option<usize>> {
    loop {
        let bytes = block.bytes.get(*start..end).unwrap_or_default();
        let Some(header) = bytes.first_chunk::<HEADER>() else { return Ok(None) };
        let length = length(header)?;
        let whole = HEADER + length + FOOTER;
        if bytes.len() < whole {
            return Ok(Some(whole));
        }
        block.records.push((*start + HEADER, *start + HEADER + length));
        *start += whole;
    }
}

/// The length that a header says, verified.
#[inline]
pub(super) fn length(header: &[u8; HEADER]) -> Result<usize> {
    let [a, b, c, d, e, f, g, h, sum @ ..] = *header;
    let bytes = [a, b, c, d, e, f, g, h];
    let (expected, got) = (crc::masked_of_length(bytes), u32::from_le_bytes(sum));
    if expected != got {
        return Err(Problem::LengthChecksum { expected, got }.into());
    }
    let length = u64::from_le_bytes(bytes);
    match usize::try_from(length) {
        Ok(length) if length as u64 <= LIMIT => Ok(length),
        _ => Err(Problem::RecordTooLong { length, limit: LIMIT }.into()),
    }
}
