//! Files that are gone after an input.

use std::path::Path;

use tempfile::TempDir;

/// An empty folder, in memory where that can be.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    dir.expect("room for a folder")
}
