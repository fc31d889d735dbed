//! What the command line says.

use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand, ValueEnum};
use tfdata_codegen::from_spec::{Batched, Strings};
use tfdata_codegen::source::{self, Select, Source, SourceError};

/// Look into TensorFlow datasets, and write the Rust struct that reads one.
#[derive(Parser)]
#[command(name = "tfdata", version, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Inspect(Inspect),
    Codegen(Codegen),
    Prepare(Prepare),
    Doctor(Doctor),
    Setup(Setup),
}

/// Which dataset.
#[derive(clap::Args)]
pub(crate) struct Dataset {
    /// A TFDS directory or features.json, a `ds.save` directory, a SavedModel, a serialized graph, a .tfdata.json, or
    /// TFRecord files: some, a directory of them, or a pattern ('train-*')
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The signature of a SavedModel, where several return a dataset
    #[arg(long)]
    pub(crate) signature: Option<String>,
    /// The dataset's name among several that the signature returns
    #[arg(long, value_name = "NAME")]
    pub(crate) dataset: Option<String>,
}

impl Dataset {
    /// What is at the path; or in the files, if there are several.
    pub(crate) fn read(&self) -> Result<Source, SourceError> {
        source::read_files(&self.paths, &self.select())
    }

    /// The path, if there is only one.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self.paths.as_slice() {
            [path] => Some(path),
            _ => None,
        }
    }

    /// Which of several datasets at the path it is.
    pub(crate) fn select(&self) -> Select {
        Select { signature: self.signature.clone(), output: self.dataset.clone() }
    }
}

/// Say what a path leads to: element spec, counts, shards, sizes, class names
#[derive(clap::Args)]
pub(crate) struct Inspect {
    #[command(flatten)]
    pub(crate) dataset: Dataset,
    /// Show the first so many elements too, of the first split where there are several; a SavedModel needs
    /// libtensorflow for it
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    pub(crate) elements: usize,
    /// What an input of the signature is, for `--elements`: --input batch=32, and a list in JSON:
    /// --input 'files=["a.txt", "b.txt"]'
    #[arg(long, value_name = "NAME=VALUE", requires = "elements")]
    pub(crate) input: Vec<String>,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Write the Rust struct that reads a dataset
#[derive(clap::Args)]
pub(crate) struct Codegen {
    #[command(flatten)]
    pub(crate) dataset: Dataset,
    /// The name of the struct; the dataset's, if nothing is said
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The type of strings: `tfdata::Bytes`, which may be any bytes, or `String`, which must be UTF-8
    #[arg(long, value_enum, default_value_t)]
    pub(crate) strings: StringType,
    /// How elements are read that Python has batched already
    #[arg(long, value_enum, default_value_t)]
    pub(crate) batched: BatchedAs,
    /// The type of one component: --field email.body=String
    #[arg(long, value_name = "COMPONENT=TYPE")]
    pub(crate) field: Vec<String>,
    /// The file to write
    #[arg(long, short)]
    pub(crate) output: Option<PathBuf>,
    /// Write nothing, and fail if the file given by --output is not up to date
    #[arg(long, requires = "output")]
    pub(crate) check: bool,
}

/// How elements are read that Python has batched already.
#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum BatchedAs {
    /// As batches where every component has an open axis 0, else as single elements
    #[default]
    Auto,
    /// As single elements
    No,
    /// As batches, by a struct of arrays
    Yes,
    /// As batches, by the struct of one row and the batch that is made of it
    Rows,
}

impl From<BatchedAs> for Batched {
    fn from(batched: BatchedAs) -> Self {
        match batched {
            BatchedAs::Auto => Self::Auto,
            BatchedAs::No => Self::No,
            BatchedAs::Yes => Self::Yes,
            BatchedAs::Rows => Self::Rows,
        }
    }
}

/// The type of strings.
#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum StringType {
    /// Any bytes
    #[default]
    Bytes,
    /// UTF-8
    String,
}

impl From<StringType> for Strings {
    fn from(ty: StringType) -> Self {
        match ty {
            StringType::Bytes => Self::Bytes,
            StringType::String => Self::Text,
        }
    }
}

/// Write a .tfdata.json: what is known of a dataset, so that compiling does not need the dataset
#[derive(clap::Args)]
pub(crate) struct Prepare {
    #[command(flatten)]
    pub(crate) dataset: Dataset,
    /// The file to write; NAME.tfdata.json in this directory, if nothing is said
    #[arg(long, short)]
    pub(crate) output: Option<PathBuf>,
    /// Write nothing, and fail if the file is not up to date. PATH may be the file itself, which says what it was
    /// made of
    #[arg(long)]
    pub(crate) check: bool,
}

/// Say where libtensorflow is found, and what is wrong with it
#[derive(clap::Args)]
pub(crate) struct Doctor {
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Install libtensorflow, for this user: about 270 MB to fetch, 800 MB on disk
#[derive(clap::Args)]
pub(crate) struct Setup {
    /// The version of TensorFlow
    #[arg(long, value_name = "VERSION")]
    pub(crate) tensorflow: Option<String>,
    /// Install although there is one already
    #[arg(long)]
    pub(crate) force: bool,
}
