//! What TensorFlow does not check in TFRecord files before it acts on it.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read};

use crate::error::{Error, Result};
use crate::format::masked_of_length;
use crate::plan::Slice;

/// A record that is said to be longer than its file, by more than this, makes TensorFlow ask for that much
/// memory; at some point it crashes the process.
const SANE: u64 = 1 << 32;

/// Walks from record to record in uncompressed local files.
///
/// TensorFlow crashes where a length is enormous (and has the right checksum), and where a file ends within the
/// twelve bytes in front of a record it takes that for the end. Anything else it reports itself.
pub(super) fn check(files: &[String], slices: Option<&[Slice]>) -> Result<()> {
    for (number, path) in files.iter().enumerate().filter(|(_, path)| !path.contains("://")) {
        let expected = slices.and_then(|slices| slices.get(number)).map(|slice| slice.records);
        let problem = walk(path, expected).map_err(|source| Error::Io { path: path.into(), source })?;
        if let Some(reason) = problem {
            return Err(Error::Open { dataset: path.clone(), reason });
        }
    }
    Ok(())
}

fn walk(path: &str, expected: Option<u64>) -> io::Result<Option<String>> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut reader = BufReader::with_capacity(1 << 18, file);
    let (mut offset, mut records) = (0_u64, 0_u64);
    while offset < size {
        let mut header = [0; 12];
        match reader.read_exact(&mut header) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                let rest = size - offset;
                return Ok(Some(format!(
                    "the file was cut short: {rest} bytes are left at offset {offset}, too few for another record"
                )));
            }
            Err(error) => return Err(error),
        }
        let ([length @ .., _, _, _, _], [.., a, b, c, d]) = (header, header);
        if masked_of_length(length) != u32::from_le_bytes([a, b, c, d]) {
            return Ok(None); // TensorFlow says so.
        }
        let length = u64::from_le_bytes(length);
        let rest = size - offset - 12;
        if length.saturating_add(4) > rest {
            return Ok((length > rest.saturating_add(SANE)).then(|| {
                format!(
                    "the record at offset {offset} is said to have {length} bytes, the file has {rest} more"
                )
            }));
        }
        // Both fit: they are less than the size of a file.
        reader.seek_relative(i64::try_from(length + 4).unwrap_or(i64::MAX))?;
        offset += 16 + length;
        records += 1;
    }
    Ok(expected.filter(|expected| *expected != records).map(|expected| wrong_number(expected, records)))
}

fn wrong_number(expected: u64, records: u64) -> String {
    format!("it has {records} records, and `dataset_info.json` promises {expected}")
}
