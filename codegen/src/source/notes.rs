use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What is known of components beside their dtype and shape. A component is named by the keys that lead to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notes(BTreeMap<Vec<String>, Note>);

/// What is known of a component beside its dtype and shape.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Note {
    /// What it is, in its author's words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What kind of thing it is, where the dtype does not say: `png image`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// The names of the classes that it numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// Whether elements were seen that lack it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub missing: bool,
    /// Whether every string seen is UTF-8; `None` if none was looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub utf8: Option<bool>,
}

/// Something that an element has and that can't be described.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The keys that lead to it.
    pub path: Vec<String>,
    /// Why it can't be described.
    pub reason: String,
}

impl Notes {
    /// What is known of the component under these keys, positions of a tuple written as numbers.
    pub fn get<S: AsRef<str>>(&self, path: &[S]) -> Option<&Note> {
        let path: Vec<String> = path.iter().map(|key| key.as_ref().to_owned()).collect();
        self.0.get(&path)
    }

    /// Every component of which something is known.
    pub fn iter(&self) -> impl Iterator<Item = (&[String], &Note)> {
        self.0.iter().map(|(path, note)| (path.as_slice(), note))
    }

    /// Whether nothing is known of any.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn insert(&mut self, path: Vec<String>, note: Note) {
        if note != Note::default() {
            self.0.insert(path, note);
        }
    }

    pub(super) fn at(&mut self, path: &[String]) -> &mut Note {
        self.0.entry(path.to_vec()).or_default()
    }
}
