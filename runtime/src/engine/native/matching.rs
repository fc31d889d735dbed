use glob::{MatchOptions, Pattern};

use crate::error::{Error, Result};

/// The local files that match a pattern, sorted by their whole names, as TensorFlow has them. `None` for patterns that
/// only TensorFlow understands: those of other file systems, and rare ones that mean something else there.
pub(crate) fn matching_files(pattern: &str) -> Option<Result<Vec<String>>> {
    let theirs = ["://", "\\", "[^", "**", "[["].iter().any(|part| pattern.contains(part));
    if theirs || Pattern::new(pattern).is_err() {
        return None;
    }
    let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
    Some(matching(pattern, options))
}

fn matching(pattern: &str, options: MatchOptions) -> Result<Vec<String>> {
    let mut files = Vec::new();
    let invalid = |reason: String| Error::Open { dataset: pattern.to_owned(), reason };
    for path in glob::glob_with(pattern, options).map_err(|error| invalid(error.to_string()))? {
        let path = path.map_err(|error| Error::Io { path: error.path().to_owned(), source: error.into() })?;
        match path.into_os_string().into_string() {
            Ok(path) => files.push(path),
            Err(path) => {
                return Err(invalid(format!("the name of {} is not UTF-8", path.display())));
            }
        }
    }
    files.sort_unstable();
    Ok(files)
}
