//! `.tfdata.json`: what is known of a dataset, written down so that compiling needs no dataset.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::hash::fnv1a;
use super::{Kind, LeftOut, Note, Notes, Select, Source, SourceError, spec_from_json, spec_to_json, text};

/// How the names of prepared files end.
pub const PREPARED_EXTENSION: &str = ".tfdata.json";

/// What a `.tfdata.json` says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// What it was made of.
    pub origin: Origin,
    /// The hash of its contents.
    pub hash: String,
}

/// What a `.tfdata.json` was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Origin {
    /// The path of the dataset, as seen from the directory of the `.tfdata.json` if it is relative.
    pub path: PathBuf,
    /// The signature of a SavedModel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// The output of that signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
}

impl Origin {
    /// Which of several datasets at the path it is.
    pub fn select(&self) -> Select {
        Select { signature: self.signature.clone(), output: self.output.clone() }
    }
}

/// The file. The order of its members is that of their use to a reader.
#[derive(Serialize, Deserialize)]
struct Document {
    tfdata: u32,
    source: Origin,
    hash: String,
    #[serde(flatten)]
    content: Content,
}

/// What is hashed.
#[derive(Serialize, Deserialize)]
struct Content {
    name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    description: String,
    element: Value,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Noted>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<LeftOut>,
}

#[derive(Serialize, Deserialize)]
struct Noted {
    path: Vec<String>,
    #[serde(flatten)]
    note: Note,
}

impl Source {
    /// The text of the `.tfdata.json` that describes this dataset. The hash in it is one of what the file says,
    /// the origin left out.
    pub fn to_prepared(&self, origin: &Origin) -> String {
        let content = self.content();
        let document = Document { tfdata: 1, source: origin.clone(), hash: content.hash(), content };
        // Nothing in it can fail to be JSON: all keys are strings.
        serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
    }

    /// The hash of what is known of this dataset: that of the `.tfdata.json` that describes it.
    pub fn hash(&self) -> String {
        self.content().hash()
    }

    fn content(&self) -> Content {
        let noted = |(path, note): (&[String], &Note)| Noted { path: path.to_vec(), note: note.clone() };
        Content {
            name: self.name.clone(),
            description: self.description.clone(),
            element: spec_to_json(&self.element),
            notes: self.notes.iter().map(noted).collect(),
            left_out: self.left_out.clone(),
        }
    }
}

impl Content {
    fn hash(&self) -> String {
        fnv1a(&serde_json::to_string(self).unwrap_or_default())
    }
}

pub(super) fn read(file: &Path) -> Result<Source, SourceError> {
    let wrong = |reason: String| SourceError::Prepared { path: file.to_owned(), reason };
    let json: Value = serde_json::from_str(&text(file)?).map_err(|error| wrong(error.to_string()))?;
    match json.get("tfdata").and_then(Value::as_u64) {
        Some(1) => {}
        Some(version) => {
            return Err(wrong(format!("it has format {version}, and 1 is the one that is read")));
        }
        None => return Err(SourceError::Unknown { path: file.to_owned() }),
    }
    let Document { source: origin, hash, content, .. } =
        serde_json::from_value(json).map_err(|error| wrong(error.to_string()))?;
    if content.hash() != hash {
        return Err(wrong("it was changed since it was written".to_owned()));
    }
    let mut notes = Notes::default();
    for Noted { path, note } in content.notes {
        notes.insert(path, note);
    }
    Ok(Source {
        kind: Kind::Prepared(Prepared { origin, hash }),
        name: content.name,
        description: content.description,
        element: spec_from_json(&content.element).map_err(wrong)?,
        notes,
        left_out: content.left_out,
        files: vec![file.to_owned()],
    })
}
