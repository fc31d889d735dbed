//! The first records of TFRecord files.

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use flate2::read::{MultiGzDecoder, ZlibDecoder};
use glob::MatchOptions;

use super::SourceError;

/// A longer record is not looked at.
const LONGEST: u64 = 256 << 20;

/// How a TFRecord file is compressed as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// `GZIP`.
    Gzip,
    /// `ZLIB`.
    Zlib,
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Gzip => "GZIP",
            Self::Zlib => "ZLIB",
        })
    }
}

/// Whether it is a TFRecord file: one whose first record's length has the right checksum.
pub(super) fn is_record_file(path: &Path) -> Result<bool, SourceError> {
    Ok(compression(path)?.is_some())
}

/// The files that match a pattern such as `data/train-*`, in the order of names; none if it is no pattern.
pub(super) fn matching(pattern: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
    let Some(Ok(paths)) = pattern.to_str().map(|pattern| glob::glob_with(pattern, options)) else {
        return Ok(Vec::new());
    };
    let mut files = Vec::new();
    for path in paths {
        files.push(
            path.map_err(|error| SourceError::Io { path: error.path().to_owned(), source: error.into() })?,
        );
    }
    files.retain(|path| path.is_file());
    files.sort();
    Ok(files)
}

/// The compression of a TFRecord file; `None` if it is no such file.
fn compression(path: &Path) -> Result<Option<Compression>, SourceError> {
    let io = |source| SourceError::Io { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(io)?;
    for compression in [Compression::None, Compression::Gzip, Compression::Zlib] {
        file.rewind().map_err(io)?;
        let mut header = [0; 12];
        // What doesn't decompress is not of this compression.
        if decompressed(&mut file, compression).read_exact(&mut header).is_ok() && length(&header).is_some() {
            return Ok(Some(compression));
        }
    }
    Ok(None)
}

fn decompressed<'f>(file: &'f mut File, compression: Compression) -> Box<dyn Read + 'f> {
    match compression {
        Compression::None => Box::new(file),
        Compression::Gzip => Box::new(MultiGzDecoder::new(file)),
        Compression::Zlib => Box::new(ZlibDecoder::new(file)),
    }
}

/// The length of a record, if its checksum is right.
fn length(header: &[u8; 12]) -> Option<u64> {
    let [l0, l1, l2, l3, l4, l5, l6, l7, c0, c1, c2, c3] = *header;
    let bytes = [l0, l1, l2, l3, l4, l5, l6, l7];
    (masked(&bytes) == u32::from_le_bytes([c0, c1, c2, c3])).then(|| u64::from_le_bytes(bytes))
}

/// The checksum as TFRecord files have it.
fn masked(bytes: &[u8]) -> u32 {
    crc32c::crc32c(bytes).rotate_right(15).wrapping_add(0xa282_ead8)
}

/// A TFRecord file, read from its start.
pub(super) struct Records<'p> {
    path: &'p Path,
    file: Box<dyn Read>,
    pub(super) compression: Compression,
    /// Where the next record starts.
    offset: u64,
    record: Vec<u8>,
}

impl<'p> Records<'p> {
    /// Opens a file; `None` if it is empty, or anything other than a TFRecord file.
    pub(super) fn open(path: &'p Path) -> Result<Option<Self>, SourceError> {
        let Some(compression) = compression(path)? else { return Ok(None) };
        let file = File::open(path).map_err(|source| SourceError::Io { path: path.to_owned(), source })?;
        let file: Box<dyn Read> = match compression {
            Compression::None => Box::new(BufReader::new(file)),
            Compression::Gzip => Box::new(MultiGzDecoder::new(BufReader::new(file))),
            Compression::Zlib => Box::new(ZlibDecoder::new(BufReader::new(file))),
        };
        Ok(Some(Self { path, file, compression, offset: 0, record: Vec::new() }))
    }

    /// The next record; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, SourceError> {
        let mut header = Vec::with_capacity(12);
        self.file.by_ref().take(12).read_to_end(&mut header).map_err(|error| self.unreadable(error))?;
        // TensorFlow too takes a header that is cut short for the end.
        let Ok(header) = <[u8; 12]>::try_from(header) else { return Ok(None) };
        let length = match length(&header) {
            None => return Err(self.wrong("the checksum of a record's length is wrong")),
            Some(length) if length > LONGEST => return Err(self.wrong("a record is too long to look at")),
            Some(length) => length,
        };
        self.record.clear();
        self.file
            .by_ref()
            .take(length + 4)
            .read_to_end(&mut self.record)
            .map_err(|source| SourceError::Io { path: self.path.to_owned(), source })?;
        let whole = usize::try_from(length).ok().and_then(|length| self.record.split_at_checked(length));
        match whole {
            Some((data, crc)) if crc.len() == 4 => {
                if masked(data).to_le_bytes() != *crc {
                    return Err(self.wrong("the checksum of a record is wrong"));
                }
                self.offset += 16 + length;
                Ok(Some(data))
            }
            _ => Err(self.wrong("the file ends inside of a record")),
        }
    }

    /// What is wrong with the record that was just read.
    pub(super) fn wrong(&self, reason: impl Into<String>) -> SourceError {
        SourceError::Record { path: self.path.to_owned(), offset: self.offset, reason: reason.into() }
    }

    fn unreadable(&self, source: io::Error) -> SourceError {
        SourceError::Io { path: self.path.to_owned(), source }
    }
}
