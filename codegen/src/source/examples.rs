//! TFRecord files of examples: what their first records show.

use std::path::{Path, PathBuf};

use prost::Message;
use tfdata_spec::ElementSpec;

use super::records::{Compression, Records};
use super::sample::{Example, Seen};
use super::{Kind, Notes, Source, SourceError, stem};

/// So many files are looked at, spread over all that there are,
const FILES: usize = 16;
/// so many records of all files together,
const RECORDS: usize = 10_000;
/// and so many features in all records together.
const FEATURES: usize = 100_000;
/// After so many bytes no further record is looked at.
const BYTES: usize = 16 << 20;

/// The records that were looked at to tell what is in TFRecord files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sampled {
    /// All files, in the order of names.
    pub files: Vec<PathBuf>,
    /// How they are compressed: the first one that is not empty.
    pub compression: Compression,
    /// The number of records looked at.
    pub records: usize,
    /// Whether these are all records of all files.
    pub all: bool,
    /// Whether they are of `tf.train.SequenceExample`.
    pub sequence: bool,
}

pub(super) fn read(path: &Path, files: &[PathBuf]) -> Result<Source, SourceError> {
    let mut sampled = Sampled {
        files: files.to_owned(),
        compression: Compression::None,
        records: 0,
        all: files.len() <= FILES,
        sequence: false,
    };
    let (mut context, mut lists) = (Seen::default(), Seen::default());
    let (mut features, mut bytes) = (0, 0);
    let chosen = spread(files);
    for (number, file) in chosen.iter().enumerate() {
        let Some(mut records) = Records::open(file)? else { continue };
        if sampled.records == 0 {
            sampled.compression = records.compression;
        }
        // Each file gets its share of what is left.
        let left = chosen.len() - number;
        let until = sampled.records + (RECORDS - sampled.records).div_ceil(left);
        let until_features = features + FEATURES.saturating_sub(features).div_ceil(left);
        let until_bytes = bytes + BYTES.saturating_sub(bytes).div_ceil(left);
        loop {
            if sampled.records >= until || features >= until_features || bytes >= until_bytes {
                sampled.all = false;
                break;
            }
            let Some(record) = records.next()? else { break };
            bytes += record.len();
            let example = Example::decode(record).map_err(|error| {
                records.wrong(format!("the record is neither an `Example` nor a `SequenceExample`: {error}"))
            })?;
            features += context.example(&example.features.unwrap_or_default());
            sampled.sequence |= example.lists.is_some();
            features += lists.lists(&example.lists.unwrap_or_default());
            sampled.records += 1;
        }
    }
    if sampled.records == 0 {
        return Err(SourceError::NoRecords { path: path.to_owned() });
    }
    let (mut notes, mut left_out) = (Notes::default(), Vec::new());
    let element = if sampled.sequence {
        let mut part = |seen: &Seen, index: usize| {
            seen.element(&[index.to_string()], index == 1, &mut notes, &mut left_out)
        };
        ElementSpec::Tuple(vec![part(&context, 0), part(&lists, 1)])
    } else {
        context.element(&[], false, &mut notes, &mut left_out)
    };
    Ok(Source {
        kind: Kind::Examples(sampled),
        name: name(path, files),
        description: String::new(),
        element,
        notes,
        left_out,
        files: chosen.into_iter().map(Path::to_owned).collect(),
    })
}

/// At most [`FILES`] of the files, the first and others at equal distances.
fn spread(files: &[PathBuf]) -> Vec<&Path> {
    let step = files.len().div_ceil(FILES).max(1);
    files.iter().step_by(step).map(PathBuf::as_path).collect()
}

/// The name of the files without their number: `taxi` for `taxi-00001-of-00012.gz`.
fn name(path: &Path, files: &[PathBuf]) -> String {
    let file = if path.is_dir() { path } else { files.first().map_or(path, PathBuf::as_path) };
    let name = stem(file);
    let parts: Vec<_> = name.split('-').collect();
    match parts.iter().position(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())) {
        Some(at) if at > 0 => parts[..at].join("-"),
        _ => name,
    }
}
