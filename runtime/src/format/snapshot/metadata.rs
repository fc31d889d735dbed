use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tfdata_spec::DType;

use crate::format::error::{FormatError, Result, SnapshotProblem, WireProblem};
use crate::format::wire::{self, Cursor, WireError};

const MESSAGE: &str = "tensorflow.data.experimental.SnapshotMetadataRecord";

/// What `snapshot.metadata` says of a saved dataset, and the shards that are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedDataset {
    /// The directories of the shards, in the order in which TensorFlow lists them (by name). TensorFlow's default
    /// `reader_func` interleaves them, one element from each in turn.
    pub shards: Vec<PathBuf>,
    /// The dtype of each component of an element, in flat order.
    pub dtypes: Vec<DType>,
    /// The number of elements in all shards together.
    pub num_elements: Option<u64>,
}

#[derive(Default)]
struct Metadata {
    run_id: String,
    version: i64,
    dtypes: Vec<DType>,
    num_elements: i64,
    finalized: bool,
}

impl SavedDataset {
    /// Reads the directory's metadata and lists its shards.
    ///
    /// # Errors
    /// When the metadata is missing, damaged, of another version or of a save that was not finished, and when the
    /// shards are gone. TensorFlow reads the last two as if nothing were wrong, and crashes on version 1.
    pub fn open(dir: &Path) -> Result<Self> {
        let path = dir.join("snapshot.metadata");
        let bytes = fs::read(&path).map_err(|error| missing(error, "snapshot.metadata").in_file(&path))?;
        let metadata = Metadata::parse(&bytes).map_err(|error| error.of(MESSAGE)).and_then(Metadata::check);
        let metadata = metadata.map_err(|error| error.in_file(&path))?;
        let run = dir.join(&metadata.run_id);
        let shards = shards(&run).map_err(|error| missing(error, "the run's directory").in_file(&run))?;
        let num_elements = u64::try_from(metadata.num_elements).ok();
        if shards.is_empty() && num_elements != Some(0) {
            let problem = SnapshotProblem::Missing("every shard".into());
            return Err(FormatError::from(problem).in_file(&run));
        }
        Ok(Self { shards, dtypes: metadata.dtypes, num_elements })
    }

    /// Compares the number of elements that were read from all shards with the metadata, which TensorFlow doesn't.
    ///
    /// # Errors
    /// When they differ: a shard was cut off or is missing.
    pub fn check_count(&self, got: u64) -> Result<()> {
        match self.num_elements {
            Some(expected) if expected != got => Err(SnapshotProblem::Count { expected, got }.into()),
            _ => Ok(()),
        }
    }
}

impl Metadata {
    fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let mut all = Self::default();
        let mut rest = Cursor::new(bytes);
        while !rest.at_end() {
            let (field, wire) = rest.tag()?;
            match (field, wire) {
                (2, wire::LEN) => {
                    let text = std::str::from_utf8(rest.delimited()?);
                    all.run_id = text.map_err(|_| rest.error(WireProblem::Size))?.to_owned();
                }
                (4, wire::VARINT) => all.version = rest.varint()?.cast_signed(),
                (5, wire::VARINT) => all.dtypes.push(dtype(&mut rest)?),
                (5, wire::LEN) => {
                    let mut packed = rest.message()?;
                    while !packed.at_end() {
                        all.dtypes.push(dtype(&mut packed)?);
                    }
                }
                (6, wire::VARINT) => all.num_elements = rest.varint()?.cast_signed(),
                (1000, wire::VARINT) => all.finalized = rest.varint()? != 0,
                (2 | 4 | 5 | 6 | 1000, wire) => return Err(rest.error(WireProblem::WireType(wire))),
                (_, wire) => rest.skip(wire)?,
            }
        }
        Ok(all)
    }

    fn check(self) -> Result<Self> {
        if self.version != 2 {
            return Err(SnapshotProblem::Version(self.version).into());
        }
        if !self.finalized {
            return Err(SnapshotProblem::NotFinalized.into());
        }
        let mut parts = Path::new(&self.run_id).components();
        let plain = matches!(parts.next(), Some(std::path::Component::Normal(part)) if *part == *self.run_id);
        if !plain || parts.next().is_some() {
            return Err(SnapshotProblem::RunId(self.run_id).into());
        }
        Ok(self)
    }
}

pub(super) fn dtype(rest: &mut Cursor<'_>) -> Result<DType, WireError> {
    let number = rest.varint()?;
    i32::try_from(number).map(DType::from_number).map_err(|_| rest.error(WireProblem::Size))
}

/// The shard directories of a run, sorted by name.
fn shards(run: &Path) -> io::Result<Vec<PathBuf>> {
    let mut shards = Vec::new();
    for entry in fs::read_dir(run)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "shard") {
            shards.push(path);
        }
    }
    shards.sort_unstable();
    Ok(shards)
}

/// An error of the operating system, in words of this format where it says that something is missing.
pub(super) fn missing(error: io::Error, what: &str) -> FormatError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            SnapshotProblem::Missing(what.into()).into()
        }
        _ => error.into(),
    }
}
