//! The files of a dataset: how many, how large, how compressed.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use tfdata::__format::Compression;

use crate::output::{counted, size};

/// Some files of a dataset.
#[derive(Default)]
pub(crate) struct Files {
    /// How many there should be.
    pub(crate) count: u64,
    /// The bytes of those that are there.
    pub(crate) bytes: u64,
    /// Those that are not there.
    pub(crate) missing: Vec<PathBuf>,
}

impl Files {
    pub(crate) fn of(paths: impl IntoIterator<Item = PathBuf>) -> Self {
        let mut files = Self::default();
        for path in paths {
            files.count += 1;
            match path.metadata() {
                Ok(metadata) => files.bytes += metadata.len(),
                Err(_) => files.missing.push(path),
            }
        }
        files
    }

    /// `4 shards, 1.5 MB`
    pub(crate) fn describe(&self, what: &str) -> String {
        let all = counted(self.count, what);
        match self.missing.len() as u64 {
            0 => format!("{all}, {}", size(self.bytes)),
            missing if missing == self.count => format!("{all}, not here"),
            missing => format!("{all}, {} of them not here, {}", missing, size(self.bytes)),
        }
    }
}

/// The `.snapshot` files of a run of a saved dataset.
pub(crate) fn snapshots(run: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = children(run).iter().flat_map(|shard| children(shard)).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "snapshot"));
    files.sort();
    files
}

/// All files below a directory.
pub(crate) fn below(dir: &Path) -> Vec<PathBuf> {
    let (dirs, files): (Vec<_>, Vec<_>) = children(dir).into_iter().partition(|path| path.is_dir());
    files.into_iter().chain(dirs.iter().flat_map(|dir| below(dir))).collect()
}

fn children(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    // A symbolic link might lead back here.
    entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_symlink()))
        .map(|entry| entry.path())
        .collect()
}

/// The compression of a `.snapshot` file, told from its first bytes: a plain file begins with the length of a
/// record (8 bytes, little-endian), one of Snappy with that of a block (4 bytes, big-endian).
pub(crate) fn snapshot_compression(path: &Path) -> Option<&'static str> {
    let mut file = File::open(path).ok()?;
    let length = file.metadata().ok()?.len();
    let mut start = [0; 8];
    file.read_exact(&mut start).ok()?;
    let [a, b, c, d, ..] = start;
    Some(match (a, b) {
        (0x1f, 0x8b) => "GZIP",
        _ if u64::from_le_bytes(start) < length => "none",
        _ if u64::from(u32::from_be_bytes([a, b, c, d])) < length => "SNAPPY",
        _ => return None,
    })
}

/// How TFRecord files are compressed, and how many are so, in the order of their first files. Empty ones are not
/// compressed in any way.
pub(crate) fn record_compressions(files: &[PathBuf]) -> Vec<(&'static str, u64)> {
    let mut all: Vec<(&'static str, u64)> = Vec::new();
    for path in files {
        let mut start = Vec::new();
        let read = File::open(path).and_then(|file| file.take(64).read_to_end(&mut start));
        if read.is_err() || start.is_empty() {
            continue;
        }
        let name = match Compression::sniff(&start) {
            Compression::None => "none",
            Compression::Gzip => "GZIP",
            Compression::Zlib => "ZLIB",
            _ => "SNAPPY",
        };
        match all.iter_mut().find(|(other, _)| *other == name) {
            Some((_, files)) => *files += 1,
            None => all.push((name, 1)),
        }
    }
    all
}
