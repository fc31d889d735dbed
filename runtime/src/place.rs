use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::format::FormatError;

/// Where in a dataset's files something is wrong: what [`Error::Damaged`](crate::Error::Damaged) names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// The record's number in the file, counted from 0.
    pub record: Option<u64>,
    /// The byte where it was noticed: in the file, or in its decompressed content. Where the record is sound and its
    /// data is not, in the record's data.
    pub offset: Option<u64>,
    /// The component's path in the element, if it is about a single one.
    pub component: Option<String>,
}

impl Place {
    /// Somewhere in the file.
    pub(crate) fn of_file(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    /// Where an error is about, and what it says.
    pub(crate) fn split(error: &FormatError) -> (Self, String) {
        let file = error.path().unwrap_or(Path::new("")).to_owned();
        let place = Self { file, record: error.record(), offset: error.offset(), component: None };
        (place, error.problem().to_string())
    }

    /// What stands between the dataset and the reason, which may have named the file, or the component, already:
    /// ``train.tfrecord: record 2, byte 157: component `x`: ``.
    pub(crate) fn between(&self, dataset: &str, reason: &str) -> String {
        let mut text = String::new();
        let file = self.file.display().to_string();
        if file != dataset && !file.is_empty() {
            text = format!("{file}: ");
        }
        let at = [("record", self.record), ("byte", self.offset)];
        let at: Vec<String> =
            at.iter().filter_map(|(what, number)| Some(format!("{what} {}", (*number)?))).collect();
        if !at.is_empty() {
            let _ = write!(text, "{}: ", at.join(", "));
        }
        let mut words = reason.split(|c: char| !(c.is_alphanumeric() || "_./".contains(c)));
        if let Some(component) = self.component.as_ref().filter(|name| words.all(|word| word != **name)) {
            let _ = write!(text, "component `{component}`: ");
        }
        text
    }
}

/// Behind an error that one of these files has.
pub(crate) fn among(files: &[PathBuf]) -> String {
    const NAMED: usize = 3;
    let names: Vec<String> = files.iter().take(NAMED).map(|file| file.display().to_string()).collect();
    match (files.len(), names.join(", ")) {
        (0, _) => String::new(),
        (1, name) => format!(", in {name}"),
        (2..=NAMED, names) => format!(", in one of {names}"),
        (all, names) => format!(", in one of {names} and {} more", all - NAMED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_named() {
        let place = Place { record: Some(2), offset: Some(157), ..Place::of_file("a.tfrecord") };
        assert_eq!(place.between("*.tfrecord", "it ends"), "a.tfrecord: record 2, byte 157: ");
        assert_eq!(place.between("a.tfrecord", "it ends"), "record 2, byte 157: ");
        let place = Place { component: Some("x".to_owned()), ..Place::of_file("a.tfrecord") };
        assert_eq!(place.between("*.tfrecord", "it has extra values"), "a.tfrecord: component `x`: ");
        assert_eq!(place.between("*.tfrecord", "feature `x` has none"), "a.tfrecord: ");
    }

    #[test]
    fn the_first_of_many_files_are_named() {
        let files: Vec<PathBuf> = ["a", "b", "c", "d", "e"].map(PathBuf::from).into();
        assert_eq!(among(&[]), "");
        assert_eq!(among(&files[..1]), ", in a");
        assert_eq!(among(&files[..3]), ", in one of a, b, c");
        assert_eq!(among(&files), ", in one of a, b, c and 2 more");
    }
}
