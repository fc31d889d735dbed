//! What can be done with a whole dataset, besides taking its elements out.

use std::path::Path;

use super::Dataset;
use crate::element::Element;
use crate::engine;
use crate::error::{Error, Result};

/// How [`Dataset::save_as`] compresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SaveCompression {
    /// Not at all, as `ds.save(path)` in Python.
    #[default]
    None,
    /// With gzip.
    Gzip,
    /// With Snappy: fast, and less small.
    Snappy,
}

impl<E: Element> Dataset<E> {
    /// Writes all elements to a directory, which [`Dataset::load`] opens, and Python's
    /// `tf.data.Dataset.load(path)`. `tf.data.Dataset.save`.
    ///
    /// # Errors
    /// Where the dataset can't be opened or fails, or the files can't be written; [`Error::Argument`] for a path that
    /// is not local (`gs://..`).
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        self.save_as(path, SaveCompression::None)
    }

    /// As [`Dataset::save`], compressed.
    ///
    /// # Errors
    /// Those of [`Dataset::save`].
    pub fn save_as(&self, path: impl AsRef<Path>, compression: SaveCompression) -> Result<()> {
        let path = path.as_ref();
        if path.to_str().is_some_and(|path| path.contains("://")) {
            return Err(Error::Argument {
                method: format!("save({})", path.display()),
                reason: "it is written to a local folder; give the path of one".to_owned(),
            });
        }
        self.finite("save")?;
        let compression = match compression {
            SaveCompression::None => "",
            SaveCompression::Gzip => "GZIP",
            SaveCompression::Snappy => "SNAPPY",
        };
        engine::save(&self.plan, path, compression)
    }

    /// The only element of a dataset that has one. `tf.data.Dataset.get_single_element`.
    ///
    /// # Errors
    /// As [`Dataset::iter`] and its items; [`Error::Argument`] if there is none, or more than one.
    pub fn get_single_element(&self) -> Result<E> {
        let mut elements = self.iter()?;
        let argument = |found: &str| Error::Argument {
            method: "get_single_element()".into(),
            reason: format!("the dataset has {found}"),
        };
        let element = elements.next().ok_or_else(|| argument("no element"))??;
        match elements.next() {
            None => Ok(element),
            Some(Ok(_)) => Err(argument("more than one element; use `first()`, or `take(1)`")),
            Some(Err(error)) => Err(error),
        }
    }

    /// A number that is equal for pipelines that are equal, in this and other processes.
    /// `tf.data.Dataset.fingerprint`.
    ///
    /// # Errors
    /// Where the dataset can't be opened.
    pub fn fingerprint(&self) -> Result<u64> {
        engine::fingerprint(&self.plan)
    }
}
