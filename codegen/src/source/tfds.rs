//! A TFDS directory, or its `features.json` alone.

use std::collections::BTreeMap;
use std::path::Path;

use tfdata_spec::ElementSpec;
use tfdata_spec::tfds::{self, Feature};

use super::{Kind, LeftOut, Note, Notes, Source, SourceError, stem, text};

pub(super) fn read(dir: &Path) -> Result<Source, SourceError> {
    let tfds = |path: &Path| {
        let path = path.to_owned();
        |source| SourceError::Tfds { path, source }
    };
    let features_file = dir.join("features.json");
    let features_text = text(&features_file)?;
    let mut features = tfds::read_features(&features_text).map_err(tfds(&features_file))?;
    let mut files = vec![features_file.clone()];
    for (_, name) in features.label_files() {
        let file = dir.join(&name);
        if file.is_file() {
            features.set_labels(&name, &text(&file)?);
            files.push(file);
        }
    }
    let info_file = dir.join("dataset_info.json");
    let mut info = None;
    if info_file.is_file() {
        info = Some(tfds::read_dataset_info(&text(&info_file)?).map_err(tfds(&info_file))?);
        files.push(info_file);
    }
    let (mut notes, mut left_out) = (Notes::default(), Vec::new());
    let json = serde_json::from_str(&features_text).unwrap_or_default();
    describe(&json, &mut Vec::new(), &mut notes);
    classify(&features, &mut Vec::new(), &mut notes);
    let element = match readable(&features, &mut Vec::new(), &mut left_out) {
        Some(features) => features.element_spec().map_err(tfds(&features_file))?,
        None => ElementSpec::Dict(Vec::new()),
    };
    let name = info.as_ref().map(|info| info.name.clone()).filter(|name| !name.is_empty());
    Ok(Source {
        name: name.unwrap_or_else(|| stem(dir)),
        description: info.as_ref().map(|info| info.description.trim().to_owned()).unwrap_or_default(),
        kind: Kind::Tfds { dir: dir.to_owned(), info, features },
        element,
        notes,
        left_out,
        files,
    })
}

/// Notes what kinds of features and which classes there are.
fn classify(feature: &Feature, path: &mut Vec<String>, notes: &mut Notes) {
    let mut note = |kind: String, classes: &[String]| {
        let note = notes.at(path);
        note.kind = kind;
        note.classes = classes.to_vec();
    };
    match feature {
        Feature::Dict(features) => {
            for (key, feature) in features {
                path.push(key.clone());
                classify(feature, path, notes);
                path.pop();
            }
        }
        Feature::Sequence { feature, .. } | Feature::Dataset { feature, .. } => {
            classify(feature, path, notes)
        }
        Feature::ClassLabel { classes, names } => {
            let count = classes.map_or_else(String::new, |count| format!(", one of {count}"));
            note(format!("class label{count}"), names);
        }
        Feature::Image { encoding, .. } => note(format!("{encoding} image").trim().to_owned(), &[]),
        Feature::Text => note("text".to_owned(), &[]),
        Feature::BBox => note("bounding box (ymin, xmin, ymax, xmax), as parts of 1".to_owned(), &[]),
        _ => {}
    }
}

/// Notes the features' own descriptions, which stand in the JSON as they were given to TFDS.
fn describe(json: &serde_json::Value, path: &mut Vec<String>, notes: &mut Notes) {
    if let Some(description) = json["description"].as_str().map(str::trim).filter(|text| !text.is_empty()) {
        notes.at(path).description = description.to_owned();
    }
    for (key, feature) in json["featuresDict"]["features"].as_object().into_iter().flatten() {
        path.push(key.clone());
        describe(feature, path, notes);
        path.pop();
    }
    for inner in ["sequence", "dataset"] {
        if json[inner].is_object() {
            describe(&json[inner]["feature"], path, notes);
        }
    }
}

/// The feature without what can't be read; `None` if that is all of it.
fn readable(feature: &Feature, path: &mut Vec<String>, left_out: &mut Vec<LeftOut>) -> Option<Feature> {
    match feature {
        Feature::Dict(features) => {
            let mut kept = BTreeMap::new();
            for (key, feature) in features {
                path.push(key.clone());
                kept.extend(readable(feature, path, left_out).map(|feature| (key.clone(), feature)));
                path.pop();
            }
            Some(Feature::Dict(kept))
        }
        Feature::Sequence { feature, length } => {
            let feature = Box::new(readable(feature, path, left_out)?);
            kept_if_typed(Feature::Sequence { feature, length: *length }, path, left_out)
        }
        Feature::Dataset { feature, length } => {
            let feature = Box::new(readable(feature, path, left_out)?);
            kept_if_typed(Feature::Dataset { feature, length: *length }, path, left_out)
        }
        other => kept_if_typed(other.clone(), path, left_out),
    }
}

fn kept_if_typed(feature: Feature, path: &[String], left_out: &mut Vec<LeftOut>) -> Option<Feature> {
    let reason = match (&feature, feature.element_spec()) {
        (_, Ok(_)) => return Some(feature),
        (Feature::Other { class }, _) => format!("features of the class {class} are not supported"),
        (_, Err(error)) => error.to_string(),
    };
    left_out.push(LeftOut { path: path.to_vec(), reason });
    None
}

impl Note {
    /// The note of a component that is sometimes missing, and whose strings are or are not UTF-8.
    pub(super) fn sampled(missing: bool, utf8: Option<bool>) -> Self {
        Self { missing, utf8, ..Self::default() }
    }
}
