//! A dataset as JSON.

use std::path::PathBuf;

use serde_json::{Map, Value, json};
use tfdata_codegen::source::{LeftOut, Note, Source, spec_to_json};

use crate::elements::Shown;
use crate::report;

/// All that is known of a dataset, and its first elements, if they are asked for.
pub(crate) fn dataset(paths: &[PathBuf], source: &Source, elements: Option<&Shown>) -> Value {
    let mut facts = Map::new();
    for fact in report::facts(source) {
        match fact.name.split_once(' ') {
            // What there are several of, by name.
            Some((group @ ("split" | "input"), name)) => {
                let group = facts.entry(format!("{group}s")).or_insert_with(|| json!({}));
                group[name] = fact.json;
            }
            _ => {
                facts.insert(fact.name.to_lowercase().replace(' ', "_"), fact.json);
            }
        }
    }
    let components = source.element.components().into_iter().map(|component| {
        json!({
            "path": component.path,
            "dtype": component.tensor.dtype.to_string(),
            "shape": component.tensor.shape.dims(),
            "kind": component.leaf.one_line(),
        })
    });
    let mut value = json!({
        "path": if let [path] = paths { json!(path) } else { json!(paths) },
        "kind": report::kind(source).1,
        "name": source.name,
        "description": source.description,
        "element": spec_to_json(&source.element),
        "components": components.collect::<Vec<_>>(),
        "notes": source.notes.iter().map(noted).collect::<Vec<_>>(),
        "left_out": source.left_out.iter().map(left_out).collect::<Vec<_>>(),
        "facts": facts,
        "hash": source.hash(),
    });
    match elements {
        Some(Shown::Elements(elements)) => {
            value["elements"] = elements.json();
            value["elements_of_split"] = json!(elements.split());
        }
        Some(Shown::NotGiven(reason)) => {
            value["elements"] = Value::Null;
            value["elements_missing"] = json!(reason);
        }
        None => {}
    }
    value
}

fn noted((path, note): (&[String], &Note)) -> Value {
    json!({
        "path": path,
        "description": note.description,
        "kind": note.kind,
        "classes": note.classes,
        "missing": note.missing,
        "utf8": note.utf8,
    })
}

fn left_out(LeftOut { path, reason }: &LeftOut) -> Value {
    json!({"path": path, "reason": reason})
}

/// The value as a text of lines.
pub(crate) fn text(value: &Value) -> String {
    format!("{value:#}\n")
}
