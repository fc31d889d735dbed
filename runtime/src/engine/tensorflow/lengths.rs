//! What TensorFlow does not check in TFRecord files before it acts on it.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read};

use crate::error::{Error, Result};
use crate::format::masked_of_length;
use crate::place::Place;
use crate::plan::FileSource;

/// A record that is said to be longer than its file, by more than this, makes TensorFlow ask for that much
/// memory; at some point it crashes the process.
const SANE: u64 = 1 << 32;

/// Walks from record to record in uncompressed local files.
///
/// TensorFlow crashes where a length is enormous (and has the right checksum), and where a file ends within the
/// twelve bytes in front of a record it takes that for the end. Anything else it reports itself.
pub(super) fn check(source: &FileSource) -> Result<()> {
    let mut elements = 0;
    for (number, path) in source.files.iter().enumerate().filter(|(_, path)| !path.contains("://")) {
        let slice = source.slices.as_ref().and_then(|slices| slices.get(number));
        let wanted = |records: u64| match slice {
            Some(slice) => records.saturating_sub(slice.skip).min(slice.take),
            None => records,
        };
        let walk = walk(path).map_err(|source| Error::Io { path: path.into(), source })?;
        let wrong = match (walk.end, slice) {
            (End::Damaged(reason), _) => {
                let place =
                    Place { record: Some(walk.records), offset: Some(walk.offset), ..Place::of_file(path) };
                Some((place, reason))
            }
            (End::Whole, Some(slice)) if slice.records != walk.records => {
                let (records, expected) = (walk.records, slice.records);
                let reason = format!("it has {records} records, and `dataset_info.json` promises {expected}");
                Some((Place::of_file(path), reason))
            }
            _ => None,
        };
        elements += wanted(walk.records);
        if let Some((place, reason)) = wrong {
            let dataset = source.pattern.clone();
            return Err(Error::Damaged { dataset, element: elements, place: Box::new(place), reason });
        }
    }
    Ok(())
}

/// How far it is sound.
struct Walk {
    records: u64,
    offset: u64,
    end: End,
}

enum End {
    Whole,
    /// TensorFlow says so.
    Reported,
    /// TensorFlow does not say so; what is wrong.
    Damaged(String),
}

fn walk(path: &str) -> io::Result<Walk> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut reader = BufReader::with_capacity(1 << 18, file);
    let (mut offset, mut records) = (0_u64, 0_u64);
    let end = loop {
        if offset >= size {
            break End::Whole;
        }
        let mut header = [0; 12];
        match reader.read_exact(&mut header) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                let rest = size - offset;
                break End::Damaged(format!(
                    "the file was cut short: {rest} bytes are left, too few for another record"
                ));
            }
            Err(error) => return Err(error),
        }
        let ([length @ .., _, _, _, _], [.., a, b, c, d]) = (header, header);
        if masked_of_length(length) != u32::from_le_bytes([a, b, c, d]) {
            break End::Reported;
        }
        let length = u64::from_le_bytes(length);
        let rest = size - offset - 12;
        if length.saturating_add(4) > rest {
            break match length > rest.saturating_add(SANE) {
                true => End::Damaged(format!(
                    "the record is said to have {length} bytes, the file has {rest} more"
                )),
                false => End::Reported,
            };
        }
        // Both fit: they are less than the size of a file.
        reader.seek_relative(i64::try_from(length + 4).unwrap_or(i64::MAX))?;
        offset += 16 + length;
        records += 1;
    };
    Ok(Walk { records, offset, end })
}
