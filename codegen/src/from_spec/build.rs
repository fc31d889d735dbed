//! For a build script: structs of datasets, written to `OUT_DIR`.

use std::path::{Path, PathBuf};

use super::{Batched, GenerateError, Options, Paths, Strings, struct_of};
use crate::source::{self, Select, Source, SourceError};

/// Writes the struct `name` that reads the dataset at `path`, a path in the crate, to `OUT_DIR`; and tells Cargo
/// to run the script again when the dataset changes.
///
/// ```no_run
/// fn main() -> Result<(), tfdata_codegen::BuildError> {
///     tfdata_codegen::build("Weather", "data/weather") // include!(concat!(env!("OUT_DIR"), "/weather.rs"));
/// }
/// ```
///
/// # Errors
/// If the dataset can't be told, no struct can be made of it, or the file can't be written.
pub fn build(name: &str, path: impl AsRef<Path>) -> Result<(), BuildError> {
    Builder::new(name, path).build()
}

/// A struct that is about to be written for a dataset.
#[derive(Clone, Debug)]
#[must_use = "call `build()`"]
pub struct Builder {
    name: String,
    path: PathBuf,
    select: Select,
    strings: Strings,
    batched: Batched,
    paths: Paths,
    overrides: Vec<(String, String)>,
    output: Option<PathBuf>,
}

/// Why no struct was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The dataset can't be told.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// No struct can be made of it.
    #[error("{}: {source}", .path.display())]
    Generate {
        /// The dataset.
        path: PathBuf,
        /// Why.
        source: GenerateError,
    },
    /// The type given for a component is no type.
    #[error("`{ty}`, given for `{component}`, is not a type: {reason}")]
    Type {
        /// The path of the component.
        component: String,
        /// What was given.
        ty: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The file can't be written.
    #[error("{}: {source}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// An environment variable that Cargo sets for build scripts is not set.
    #[error("`{0}` is not set: call this from a build script, or say where to with `.output(path)`")]
    NotInBuildScript(&'static str),
}

impl Builder {
    /// The struct `name` that reads the dataset at `path`.
    pub fn new(name: &str, path: impl AsRef<Path>) -> Self {
        Self {
            name: name.to_owned(),
            path: path.as_ref().to_owned(),
            select: Select::default(),
            strings: Strings::default(),
            batched: Batched::default(),
            paths: Paths::Absolute,
            overrides: Vec::new(),
            output: None,
        }
    }

    /// The signature of a SavedModel that returns the dataset.
    pub fn signature(mut self, name: impl Into<String>) -> Self {
        self.select.signature = Some(name.into());
        self
    }

    /// Which of the signature's outputs the dataset is.
    pub fn dataset_output(mut self, name: impl Into<String>) -> Self {
        self.select.output = Some(name.into());
        self
    }

    /// The type of strings; `tfdata::Bytes` if nothing is said.
    pub fn strings(self, strings: Strings) -> Self {
        Self { strings, ..self }
    }

    /// How elements are read that Python may have batched.
    pub fn batched(self, batched: Batched) -> Self {
        Self { batched, ..self }
    }

    /// How types that are not Rust's own are named; by full paths if nothing is said.
    pub fn paths(self, paths: Paths) -> Self {
        Self { paths, ..self }
    }

    /// The type of one component: `.field("email.body", "String")`.
    pub fn field(mut self, component: impl Into<String>, ty: impl Into<String>) -> Self {
        self.overrides.push((component.into(), ty.into()));
        self
    }

    /// The file to write, for instance one that is checked in; `NAME.rs` in `OUT_DIR`, in small letters, if nothing
    /// is said. It is written only if it would change.
    pub fn output(self, path: impl AsRef<Path>) -> Self {
        Self { output: Some(path.as_ref().to_owned()), ..self }
    }

    /// The code.
    ///
    /// # Errors
    /// If the dataset can't be told, or no struct can be made of it.
    pub fn to_text(&self) -> Result<String, BuildError> {
        let source = source::read(&self.path, &self.select)?;
        self.text(&source)
    }

    /// Writes the file.
    ///
    /// # Errors
    /// If the dataset can't be told, no struct can be made of it, or the file can't be written.
    pub fn build(self) -> Result<(), BuildError> {
        let source = source::read(&self.path, &self.select)?;
        // Cargo reads these lines. A directory stands for all that is in it.
        println!("cargo::rerun-if-changed={}", self.path.display());
        for file in &source.files {
            println!("cargo::rerun-if-changed={}", file.display());
        }
        let code = self.text(&source)?;
        let output = match &self.output {
            Some(output) => output.clone(),
            None => {
                let dir = std::env::var_os("OUT_DIR").ok_or(BuildError::NotInBuildScript("OUT_DIR"))?;
                Path::new(&dir).join(format!("{}.rs", self.name.to_lowercase()))
            }
        };
        if std::fs::read_to_string(&output).is_ok_and(|old| old == code) {
            return Ok(());
        }
        std::fs::write(&output, code).map_err(|source| BuildError::Write { path: output, source })
    }

    fn text(&self, source: &Source) -> Result<String, BuildError> {
        let mut options = Options {
            strings: self.strings,
            batched: self.batched,
            paths: self.paths,
            ..Options::of(source)
        };
        for (component, ty) in &self.overrides {
            let parsed = syn::parse_str(ty).map_err(|error| BuildError::Type {
                component: component.clone(),
                ty: ty.clone(),
                reason: error.to_string(),
            })?;
            options.overrides.insert(component.clone(), parsed);
        }
        struct_of(&self.name, &source.element, &options)
            .and_then(|code| code.to_text())
            .map_err(|error| BuildError::Generate { path: self.path.clone(), source: error })
    }
}
