//! Finding the library's file.

use std::path::PathBuf;

use super::error::Result;

/// No libtensorflow was found.
#[derive(Debug, thiserror::Error)]
#[error("no libtensorflow; set TENSORFLOW_DIR to a directory that holds it")]
#[non_exhaustive]
pub struct NotFound {}

/// The library's file.
pub(super) fn find() -> Result<PathBuf> {
    let dir = std::env::var_os("TENSORFLOW_DIR").ok_or(NotFound {})?;
    let path = PathBuf::from(dir).join("libtensorflow_cc.so.2");
    if path.is_file() { Ok(path) } else { Err(NotFound {}.into()) }
}
