//! An index beside its file: `train.tfrecord.tfdata-index`.
//!
//! ```text
//! "tfdata-index 1\n\n" | u64 bytes of the file | u64 seconds, u32 nanoseconds of its last change
//!                      | u64 records | u32 length of each | u32 masked CRC-32C of all before
//! ```
//!
//! All numbers are little-endian. An index that is damaged, or of a file that has another size or was changed at
//! another time, is as good as none.

use std::fs::{self, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::index::IndexedFile;
use super::{FOOTER, HEADER};
use crate::format::crc;

/// What the name of an index ends with, behind that of the file.
pub(crate) const SUFFIX: &str = ".tfdata-index";

const MAGIC: &[u8; 16] = b"tfdata-index 1\n\n";
/// What comes before the lengths.
const START: usize = MAGIC.len() + 8 + 8 + 4 + 8;
const CHECKSUM: usize = 4;

/// What tells a file from the one that it was before.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) bytes: u64,
    /// When it was last changed, where the system tells.
    changed: Option<(u64, u32)>,
}

impl Version {
    pub(super) fn of(file: &Metadata) -> Self {
        let changed = file.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self { bytes: file.len(), changed: changed.map(|time| (time.as_secs(), time.subsec_nanos())) }
    }

    /// As it stands in an index.
    fn header(&self, records: u64) -> Option<[u8; START]> {
        let (seconds, nanoseconds) = self.changed?;
        let mut header = [0; START];
        let mut rest = &mut header[..];
        rest.write_all(MAGIC).ok()?;
        rest.write_all(&self.bytes.to_le_bytes()).ok()?;
        rest.write_all(&seconds.to_le_bytes()).ok()?;
        rest.write_all(&nanoseconds.to_le_bytes()).ok()?;
        rest.write_all(&records.to_le_bytes()).ok()?;
        Some(header)
    }
}

fn path_of(file: &Path) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(SUFFIX);
    path.into()
}

/// The index that is kept beside the file, if it is sound and that of this version.
pub(super) fn read(file: &Path, version: &Version) -> Option<Vec<u64>> {
    let path = path_of(file);
    // No more than an index of this file can have.
    let most = START as u64 + 4 * (version.bytes / (HEADER + FOOTER) as u64) + CHECKSUM as u64;
    if fs::metadata(&path).ok()?.len() > most {
        return None;
    }
    let index = fs::read(&path).ok()?;
    let (content, checksum) = index.split_last_chunk::<CHECKSUM>()?;
    let (header, lengths) = content.split_first_chunk::<START>()?;
    let records = (lengths.len() / 4) as u64;
    if crc::masked(content) != u32::from_le_bytes(*checksum)
        || version.header(records)? != *header
        || !lengths.len().is_multiple_of(4)
    {
        return None;
    }
    let mut starts = Vec::with_capacity(lengths.len() / 4 + 1);
    let mut start = 0;
    starts.push(start);
    for length in lengths.chunks_exact(4) {
        let length = u32::from_le_bytes(length.try_into().ok()?);
        start += (HEADER + FOOTER) as u64 + u64::from(length);
        starts.push(start);
    }
    (start == version.bytes).then_some(starts)
}

/// Keeps the index of a file beside it.
///
/// # Errors
/// When it can't be written, with the index's path.
pub(crate) fn write(file: &IndexedFile) -> Result<(), (PathBuf, io::Error)> {
    let path = path_of(file.path());
    let failed = |error: io::Error| (path.clone(), error);
    let Some(header) = file.version().header(file.len()) else {
        let reason = "the file system does not tell when the file was last changed";
        return Err(failed(io::Error::new(io::ErrorKind::Unsupported, reason)));
    };
    let mut index = Vec::with_capacity(START + 4 * file.starts().len() + CHECKSUM);
    index.extend_from_slice(&header);
    for record in file.starts().windows(2) {
        let length = record[1] - record[0] - (HEADER + FOOTER) as u64;
        // A record is less than 2 GiB long, which was seen to.
        index.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
    }
    let checksum = crc::masked(&index);
    index.extend_from_slice(&checksum.to_le_bytes());
    // Nobody sees a part of it.
    let mut unfinished = file.path().as_os_str().to_owned();
    unfinished.push(format!(".{}{SUFFIX}", std::process::id()));
    let unfinished = PathBuf::from(unfinished);
    fs::write(&unfinished, &index).and_then(|()| fs::rename(&unfinished, &path)).map_err(|error| {
        let _ = fs::remove_file(&unfinished);
        failed(error)
    })
}
