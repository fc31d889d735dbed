//! A path to what it is and what one element of it holds: [`read`].
//!
//! Only the files in which a dataset describes itself are read: `features.json` and its like of a TFDS directory,
//! `dataset_spec.pb` of a `ds.save` directory, `saved_model.pb`, a `.tfdata.json`. A TFRecord file describes
//! nothing, so its first records are looked at. Neither libtensorflow nor a network is needed.

mod error;
mod examples;
mod hash;
mod in_crate;
mod notes;
mod prepared;
mod records;
mod sample;
mod saved;
mod saved_model;
mod spec_json;
mod tfds;

use std::path::{Path, PathBuf};

use tfdata_spec::ElementSpec;
use tfdata_spec::proto::{self, MetaGraph, SnapshotMetadata};
use tfdata_spec::tfds::{Feature, TfdsInfo};

pub use error::SourceError;
pub use examples::Sampled;
pub(crate) use in_crate::{read_in_crate, watched};
pub use notes::{LeftOut, Note, Notes};
pub use prepared::{Origin, PREPARED_EXTENSION, Prepared};
pub use records::Compression;
pub use spec_json::{spec_from_json, spec_to_json};

/// What a path leads to, and what one element of it holds.
#[derive(Clone, Debug)]
pub struct Source {
    /// What it is.
    pub kind: Kind,
    /// The dataset's own name, or that of its file; `dataset` if there is none.
    pub name: String,
    /// What it is, in its author's words; may be empty.
    pub description: String,
    /// What one element holds.
    pub element: ElementSpec,
    /// What more is known of its components.
    pub notes: Notes,
    /// What an element has that [`Source::element`] lacks, and why.
    pub left_out: Vec<LeftOut>,
    /// Every file that this was read from. If one changes, so may the rest.
    pub files: Vec<PathBuf>,
}

/// What a path leads to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// A TFDS directory, or its `features.json`.
    Tfds {
        /// The directory.
        dir: PathBuf,
        /// Its `dataset_info.json`, where there is one.
        info: Option<TfdsInfo>,
        /// Its features, names of classes included.
        features: Feature,
    },
    /// A directory that `ds.save` wrote, or its `dataset_spec.pb`.
    Saved {
        /// The directory.
        dir: PathBuf,
        /// Its `snapshot.metadata`, where there is one.
        metadata: Option<SnapshotMetadata>,
    },
    /// A signature of a SavedModel.
    SavedModel {
        /// The directory.
        dir: PathBuf,
        /// The graph that holds the signature.
        graph: Box<MetaGraph>,
        /// The signature.
        signature: String,
        /// Which of the signature's outputs the dataset is.
        output: String,
    },
    /// A serialized `GraphDef` of a dataset.
    Graph,
    /// TFRecord files of `tf.train.Example` or `tf.train.SequenceExample`, as far as their first records show.
    Examples(Sampled),
    /// A `.tfdata.json`.
    Prepared(Prepared),
}

/// Which of several datasets at one path is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Select {
    /// The signature of a SavedModel; need not be given where just one returns a dataset.
    pub signature: Option<String>,
    /// The output of the signature; need not be given where it returns just one dataset.
    pub output: Option<String>,
}

/// What is at `path`, and what one element of it holds.
///
/// `path` may be a TFDS directory or its `features.json`, a `ds.save` directory or its `dataset_spec.pb`, a
/// SavedModel, a `GraphDef` file, a `.tfdata.json`, or TFRecord files: one, a directory of them, or a pattern such
/// as `data/train-*`.
///
/// # Errors
/// If there is nothing there or nothing that is known, a file can't be read, or there are several datasets and
/// `select` does not say which.
pub fn read(path: &Path, select: &Select) -> Result<Source, SourceError> {
    let found = find(path)?;
    if !matches!(found, Found::SavedModel(_)) {
        select.must_be_empty(path)?;
    }
    match found {
        Found::Tfds(dir) => tfds::read(&dir),
        Found::Saved(dir) => saved::read(&dir),
        Found::SavedModel(dir) => saved_model::read(&dir, select),
        Found::Prepared(file) => prepared::read(&file),
        Found::Records(files) => examples::read(path, &files),
        Found::Graph(file, bytes) => graph(&file, &bytes),
    }
}

/// What is in these TFRecord files of one dataset: what a shell makes of `data/train-*`.
///
/// # Errors
/// As those of [`read`]; [`SourceError::NotRecords`] if one of several is something else.
pub fn read_files(paths: &[PathBuf], select: &Select) -> Result<Source, SourceError> {
    let first = match paths {
        [] => return Err(SourceError::missing(Path::new(""))),
        [only] => return read(only, select),
        [first, ..] => first,
    };
    select.must_be_empty(first)?;
    for path in paths {
        if !path.exists() {
            return Err(SourceError::missing(path));
        }
        if !path.is_file() || !records::is_record_file(path)? {
            return Err(SourceError::NotRecords { path: path.to_owned(), of: paths.len() });
        }
    }
    examples::read(first, paths)
}

/// A signature that returns datasets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its name.
    pub signature: String,
    /// The names of the datasets.
    pub outputs: Vec<String>,
}

/// The signatures of the SavedModel at `path` that return datasets, in byte order; `None` if it is no SavedModel.
///
/// # Errors
/// As those of [`read`].
pub fn datasets(path: &Path) -> Result<Option<Vec<Choice>>, SourceError> {
    match find(path)? {
        Found::SavedModel(dir) => saved_model::datasets(&dir).map(Some),
        _ => Ok(None),
    }
}

impl Select {
    fn must_be_empty(&self, path: &Path) -> Result<(), SourceError> {
        let given = self.signature.as_ref().map(|_| "signature").or(self.output.as_ref().map(|_| "output"));
        match given {
            Some(what) => Err(SourceError::NotSelectable { path: path.to_owned(), what }),
            None => Ok(()),
        }
    }
}

/// What a path leads to, before it is read.
enum Found {
    Tfds(PathBuf),
    Saved(PathBuf),
    SavedModel(PathBuf),
    Prepared(PathBuf),
    Records(Vec<PathBuf>),
    Graph(PathBuf, Vec<u8>),
}

fn find(path: &Path) -> Result<Found, SourceError> {
    if path.is_dir() {
        return find_in_dir(path);
    }
    if !path.is_file() {
        let files = records::matching(path)?;
        return match files.is_empty() {
            true => Err(SourceError::missing(path)),
            false => Ok(Found::Records(files)),
        };
    }
    let dir = || path.parent().unwrap_or(Path::new("")).to_owned();
    match path.file_name().and_then(|name| name.to_str()).unwrap_or_default() {
        "features.json" | "dataset_info.json" => Ok(Found::Tfds(dir())),
        "dataset_spec.pb" | "snapshot.metadata" => Ok(Found::Saved(dir())),
        "saved_model.pb" => Ok(Found::SavedModel(dir())),
        name if name.ends_with(".json") => Ok(Found::Prepared(path.to_owned())),
        _ if records::is_record_file(path)? => Ok(Found::Records(vec![path.to_owned()])),
        name if name.ends_with(".pb") => Ok(Found::Graph(path.to_owned(), bytes(path)?)),
        _ => Err(SourceError::Unknown { path: path.to_owned() }),
    }
}

fn find_in_dir(dir: &Path) -> Result<Found, SourceError> {
    let has = |name: &str| dir.join(name).is_file();
    if has("features.json") || has("dataset_info.json") {
        return Ok(Found::Tfds(dir.to_owned()));
    }
    if has("dataset_spec.pb") || has("snapshot.metadata") {
        return Ok(Found::Saved(dir.to_owned()));
    }
    if has("saved_model.pb") {
        return Ok(Found::SavedModel(dir.to_owned()));
    }
    let entries = entries(dir)?;
    let mut versions: Vec<_> =
        entries.iter().filter(|entry| entry.join("features.json").is_file()).cloned().collect();
    match (versions.pop(), versions.is_empty()) {
        (Some(only), true) => return Ok(Found::Tfds(only)),
        (Some(last), false) => {
            versions.push(last);
            return Err(SourceError::Versions { path: dir.to_owned(), versions });
        }
        (None, _) => {}
    }
    let mut files = Vec::new();
    for entry in entries {
        if entry.is_file() && records::is_record_file(&entry)? {
            files.push(entry);
        }
    }
    if files.is_empty() {
        return Err(SourceError::Unknown { path: dir.to_owned() });
    }
    Ok(Found::Records(files))
}

fn graph(path: &Path, bytes: &[u8]) -> Result<Source, SourceError> {
    let element = proto::read_graph_dataset(bytes)
        .map_err(|source| SourceError::Proto { path: path.to_owned(), source })?
        .ok_or_else(|| SourceError::Untyped { path: path.to_owned() })?;
    Ok(Source {
        kind: Kind::Graph,
        name: stem(path),
        description: String::new(),
        element,
        notes: Notes::default(),
        left_out: Vec::new(),
        files: vec![path.to_owned()],
    })
}

/// What is in a directory, in the order of names.
fn entries(dir: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let io = |source| SourceError::Io { path: dir.to_owned(), source };
    let mut all = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(io)? {
        all.push(entry.map_err(io)?.path());
    }
    all.sort();
    Ok(all)
}

fn bytes(path: &Path) -> Result<Vec<u8>, SourceError> {
    std::fs::read(path).map_err(|source| SourceError::Io { path: path.to_owned(), source })
}

fn text(path: &Path) -> Result<String, SourceError> {
    std::fs::read_to_string(path).map_err(|source| SourceError::Io { path: path.to_owned(), source })
}

/// The name of the file or directory up to its first dot.
fn stem(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match name.split('.').next() {
        Some(stem) if !stem.is_empty() => stem.to_owned(),
        _ => "dataset".to_owned(),
    }
}
