//! Doors to datasets on disk: what Python exported or saved. Each is a small builder, and `open()` checks the
//! dataset against the type that is to be read from it.

mod csv;
mod examples;
mod features;
mod files;
mod graph_def;
mod load;
mod records;
mod saved_model;
mod service;
mod tfds;

pub use csv::Csv;
pub use examples::Examples;
pub use graph_def::{GraphDef, GraphDefBytes};
pub use load::Load;
pub use records::Files;
pub use saved_model::{InputValue, SavedModel};
pub use service::Service;
pub use tfds::Tfds;

use std::path::Path;

use tfdata_spec::ElementSpec;

use super::bound::type_name;
use super::structure;
use crate::element::Element;
use crate::error::{Error, Result};

/// The whole file.
fn read(path: &Path) -> Result<Vec<u8>> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.exists()) {
        return Err(cannot_open(folder, "there is no such folder"));
    }
    std::fs::read(path).map_err(|source| Error::Io { path: path.to_owned(), source })
}

/// The error that a dataset can't be opened as what it was said to be.
fn cannot_open(path: &Path, reason: impl Into<String>) -> Error {
    Error::Open { dataset: path.display().to_string(), reason: reason.into() }
}

/// The spec with the names that the type has, where the dataset records components only.
fn structured<E: Element>(spec: ElementSpec, dataset: &str) -> Result<ElementSpec> {
    let ElementSpec::Flat(components) = &spec else { return Ok(spec) };
    tfdata_spec::bind(&E::SPEC, &spec).map_err(|mismatches| Error::Mismatch {
        element: type_name::<E>(),
        dataset: dataset.to_owned(),
        mismatches: Box::new(mismatches),
    })?;
    let mut components = components.iter().cloned();
    Ok(structure::element_spec(&E::SPEC, &mut components).unwrap_or(spec))
}
