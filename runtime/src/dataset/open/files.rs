//! Which files a pattern stands for, and how they are compressed.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::cannot_open;
use crate::engine;
use crate::error::{Error, Result};
use crate::format::{Compression, INDEX_SUFFIX};

/// The files that match, sorted by name.
///
/// # Errors
/// [`Error::Open`] if there are none.
pub(super) fn matching(pattern: &str) -> Result<Vec<String>> {
    // A local file, which needs no file system of TensorFlow's.
    let pattern = pattern.strip_prefix("file://").unwrap_or(pattern);
    let mut files = match Path::new(pattern).is_file() {
        true => vec![pattern.to_owned()],
        false => engine::matching_files(pattern)?,
    };
    files.retain(|file| file == pattern || !file.ends_with(INDEX_SUFFIX));
    if files.is_empty() {
        let reason = "no file matches; a pattern may have `*`, `?` and `[..]`, but no `**`";
        return Err(cannot_open(Path::new(pattern), reason));
    }
    Ok(files)
}

/// The compression of record files, as TensorFlow calls it: told from the first file that has any bytes. All
/// have the same.
///
/// # Errors
/// [`Error::Open`] if one is compressed in another way, [`Error::Io`] if it can't be read.
pub(super) fn compression(files: &[String]) -> Result<&'static str> {
    let mut found: Option<(&String, Compression)> = None;
    for path in files.iter().filter(|path| !path.contains("://")) {
        let mut start = Vec::new();
        let read = File::open(path).and_then(|file| file.take(64).read_to_end(&mut start));
        read.map_err(|source| Error::Io { path: path.into(), source })?;
        if start.is_empty() {
            continue;
        }
        let compression = Compression::sniff(&start);
        match found {
            None => found = Some((path, compression)),
            Some((_, first)) if first == compression => {}
            Some((first, expected)) => {
                let reason = format!(
                    "it looks like {compression:?} and {first} like {expected:?}; open files of different \
                     compression apart, and join them with `concatenate`"
                );
                return Err(cannot_open(Path::new(path), reason));
            }
        }
    }
    Ok(match found.map(|(_, compression)| compression) {
        Some(Compression::Gzip) => "GZIP",
        Some(Compression::Zlib) => "ZLIB",
        _ => "",
    })
}

/// As [`compression`], for files of any bytes, where only gzip can be told.
pub(super) fn gzip(files: &[String]) -> Result<&'static str> {
    match files.first().is_some_and(|path| path.ends_with(".gz")) {
        true => compression(files),
        false => Ok(""),
    }
}
