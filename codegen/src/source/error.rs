use std::path::{Path, PathBuf};

use tfdata_spec::proto::ProtoError;
use tfdata_spec::tfds::TfdsError;

use super::PREPARED_EXTENSION;

/// Why it can't be told what a path leads to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// Nothing is there.
    #[error("{}: there is no such file or directory{}", .path.display(), .remedy)]
    Missing {
        /// The path.
        path: PathBuf,
        /// What to do about it, or nothing.
        remedy: String,
    },
    /// A file can't be read.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// No kind of dataset that is known.
    #[error(
        "{}: not a dataset; known are a TFDS directory (`features.json`), a `ds.save` directory \
         (`dataset_spec.pb`), a SavedModel (`saved_model.pb`), TFRecord files and `.tfdata.json`",
        .path.display()
    )]
    Unknown {
        /// The path.
        path: PathBuf,
    },
    /// One of several paths that is no TFRecord file.
    #[error(
        "{}: not a TFRecord file; {of} paths are given, and only the TFRecord files of one dataset can be read together",
        .path.display()
    )]
    NotRecords {
        /// The path.
        path: PathBuf,
        /// How many paths there are.
        of: usize,
    },
    /// A file of TensorFlow's that can't be understood.
    #[error("{}: {source}", .path.display())]
    Proto {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: ProtoError,
    },
    /// A file of TFDS's that can't be understood.
    #[error("{}: {source}", .path.display())]
    Tfds {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: TfdsError,
    },
    /// A directory of several versions of one TFDS dataset.
    #[error("{}: give one of the versions in it: {}", .path.display(), names(.versions))]
    Versions {
        /// The directory.
        path: PathBuf,
        /// The directories in it.
        versions: Vec<PathBuf>,
    },
    /// Several datasets, and none is chosen.
    #[error("{}: there are several datasets, say which {what}: {}", .path.display(), quoted(.choices))]
    Choose {
        /// The path.
        path: PathBuf,
        /// What to say: `signature` or `output`.
        what: &'static str,
        /// What there is.
        choices: Vec<String>,
    },
    /// What is chosen is not there.
    #[error("{}: no {what} `{name}` returns a dataset; there is {}", .path.display(), quoted(.choices))]
    NoSuch {
        /// The path.
        path: PathBuf,
        /// `signature` or `output`.
        what: &'static str,
        /// What was asked for.
        name: String,
        /// What there is.
        choices: Vec<String>,
    },
    /// A SavedModel without a dataset.
    #[error("{}: none of its signatures returns a dataset", .path.display())]
    NoDataset {
        /// The path.
        path: PathBuf,
    },
    /// A choice where there is none.
    #[error("{}: has no {what}s to choose from; leave `{what}` out", .path.display())]
    NotSelectable {
        /// The path.
        path: PathBuf,
        /// `signature` or `output`.
        what: &'static str,
    },
    /// A SavedModel or graph whose dataset does not say what it yields.
    #[error(
        "{}: it is not recorded what the dataset yields; export a function that returns the dataset itself, not \
         `to_variant(ds)`",
        .path.display()
    )]
    Untyped {
        /// The path.
        path: PathBuf,
    },
    /// A record that can't be read.
    #[error("{}: {reason}, at byte {offset}", .path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// Where the record starts, in the file as it is when decompressed.
        offset: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// TFRecord files that hold nothing which shows what is in them.
    #[error("{}: there are no records to look at", .path.display())]
    NoRecords {
        /// The path.
        path: PathBuf,
    },
    /// A `.tfdata.json` that can't be used.
    #[error("{}: {reason}; write it anew with `tfdata prepare`", .path.display())]
    Prepared {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl SourceError {
    pub(super) fn missing(path: &Path) -> Self {
        let remedy = if path.to_string_lossy().ends_with(PREPARED_EXTENSION) {
            format!("; `tfdata prepare DATASET --output {}` writes it", path.display())
        } else {
            String::new()
        };
        Self::Missing { path: path.to_owned(), remedy }
    }
}

fn names(paths: &[PathBuf]) -> String {
    let names = paths.iter().map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned());
    quoted(&names.collect::<Vec<_>>())
}

fn quoted(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
