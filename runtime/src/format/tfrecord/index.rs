use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use super::block::{Block, length};
use super::kept::{self, Version};
use super::{FOOTER, HEADER};
use crate::format::error::{FormatError, Problem, Result};

/// Bytes that are read at once to find where records begin: few, since most of a long record is passed over.
const BUFFER: usize = 16 << 10;

/// A TFRecord file that is not compressed, of which any record can be read at once.
#[derive(Debug)]
pub(crate) struct IndexedFile {
    path: Arc<Path>,
    file: File,
    /// Where each record begins, and last where the file ends.
    starts: Vec<u64>,
    version: Version,
}

impl IndexedFile {
    /// Opens the file, and takes the index that is kept beside it if that is the file's. Else the headers of all
    /// records are read; the checksum of each length is verified.
    ///
    /// # Errors
    /// When the file can't be read, ends inside a record, or a length's checksum doesn't match.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let open = || -> io::Result<_> {
            let file = File::open(path)?;
            let version = Version::of(&file.metadata()?);
            Ok((file, version))
        };
        let (file, version) = open().map_err(|error| FormatError::from(error).in_file(path))?;
        let starts = match kept::read(path, &version) {
            Some(starts) => starts,
            None => scan(&file, version.bytes).map_err(|error| error.in_file(path))?,
        };
        Ok(Self { path: path.into(), file, starts, version })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// How many records there are.
    pub(crate) fn len(&self) -> u64 {
        self.starts.len().saturating_sub(1) as u64
    }

    pub(super) fn starts(&self) -> &[u64] {
        &self.starts
    }

    /// The file as it was when it was indexed.
    pub(super) fn version(&self) -> &Version {
        &self.version
    }

    /// Reads a record, the only one of the block then. [`Block::record`] verifies its checksum.
    ///
    /// # Errors
    /// When it can't be read, or is not where the index has it.
    pub(crate) fn read(&self, record: u64, block: &mut Block) -> Result<()> {
        block.records.clear();
        block.error = None;
        (block.first, block.offset, block.checked, block.verified) = (record, 0, true, false);
        block.path = Some(self.path.clone());
        let at = |error: FormatError, offset| error.in_record(record).at_byte(offset).in_file(&self.path);
        let place = usize::try_from(record).unwrap_or(usize::MAX);
        let Some([start, end]) = self.starts.get(place..place.saturating_add(2)) else {
            let reason = format!("there is no such record, the file has {}", self.len());
            return Err(FormatError::from(Problem::Value(reason)).in_record(record).in_file(&self.path));
        };
        block.offset = *start;
        let whole = usize::try_from(end - start).unwrap_or(usize::MAX);
        block.bytes.resize(whole, 0);
        read_exact_at(&self.file, &mut block.bytes, *start).map_err(|error| at(error.into(), *start))?;
        let indexed = whole.saturating_sub(HEADER + FOOTER);
        let header = block.bytes.first_chunk::<HEADER>().ok_or_else(|| at(changed(indexed), *start))?;
        let length = length(header).map_err(|error| at(error, *start))?;
        if length != indexed {
            return Err(at(changed(indexed), *start));
        }
        block.records.push((HEADER, HEADER + length));
        Ok(())
    }
}

#[cold]
fn changed(indexed: usize) -> FormatError {
    let reason =
        format!("there is no record of {indexed} bytes any more: the file was changed while it was open");
    Problem::Value(reason).into()
}

/// Where the records of a file of so many bytes begin, and where it ends.
fn scan(file: &File, bytes: u64) -> Result<Vec<u64>> {
    let mut reader = BufReader::with_capacity(BUFFER, file);
    let mut starts = vec![0];
    let mut start = 0;
    while start < bytes {
        let record = starts.len() as u64 - 1;
        let at = |error: FormatError| error.in_record(record).at_byte(start);
        if bytes - start < HEADER as u64 {
            return Err(at(Problem::TruncatedHeader { got: (bytes - start) as usize }.into()));
        }
        let mut header = [0; HEADER];
        reader.read_exact(&mut header).map_err(|error| at(error.into()))?;
        let rest = (length(&header).map_err(at)? + FOOTER) as u64;
        let got = bytes - start - HEADER as u64;
        if got < rest {
            return Err(at(Problem::TruncatedRecord { expected: rest, got }.into()));
        }
        reader.seek_relative(rest.cast_signed()).map_err(|error| at(error.into()))?;
        start += HEADER as u64 + rest;
        starts.push(start);
    }
    Ok(starts)
}

/// Reads from a place of the file, wherever others read at the same time.
#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

/// Reads from a place of the file, wherever others read at the same time.
#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, offset) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => {
                bytes = &mut bytes[read..];
                offset += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
