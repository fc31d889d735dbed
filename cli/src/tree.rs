//! An element spec as a tree, with what more is known of each component.

use tfdata::spec::ElementSpec;
use tfdata_codegen::source::{Note, Notes};

use crate::output::plain;

/// More classes are not named.
const MOST_CLASSES: usize = 12;

struct Row {
    name: String,
    what: String,
    note: String,
}

/// The tree, a line for each component and each dict or tuple, without a line end after the last.
pub(crate) fn text(spec: &ElementSpec, notes: &Notes) -> String {
    let mut rows = Vec::new();
    add(spec, String::new(), 0, &mut Vec::new(), notes, &mut rows);
    let width =
        |column: fn(&Row) -> &str| rows.iter().map(|row| column(row).chars().count()).max().unwrap_or(0);
    let (names, whats) = (width(|row| &row.name), width(|row| &row.what));
    let line = |Row { name, what, note }: &Row| {
        let line = if names == 0 || name.is_empty() {
            format!("{what:whats$}  {note}")
        } else {
            format!("{name:names$}  {what:whats$}  {note}")
        };
        line.trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn add(
    spec: &ElementSpec,
    name: String,
    depth: usize,
    path: &mut Vec<String>,
    notes: &Notes,
    rows: &mut Vec<Row>,
) {
    let what = match spec {
        ElementSpec::Dict(_) => "dict".to_owned(),
        ElementSpec::Tuple(_) => "tuple".to_owned(),
        ElementSpec::NamedTuple { name, .. } => format!("named tuple {}", plain(name)),
        ElementSpec::Flat(_) => "components, their structure and names not recorded".to_owned(),
        ElementSpec::Optional(_) => "optional".to_owned(),
        ElementSpec::Dataset(_) => "dataset".to_owned(),
        _ => spec.one_line(),
    };
    rows.push(Row { name, what, note: notes.get(path).map(describe).unwrap_or_default() });
    let indent = "  ".repeat(depth + 1);
    let mut member = |key: String, label: &str, spec: &ElementSpec| {
        path.push(key);
        add(spec, format!("{indent}{label}"), depth + 1, path, notes, rows);
        path.pop();
    };
    match spec {
        ElementSpec::Dict(features) => {
            let mut features: Vec<_> = features.iter().collect();
            features.sort_by(|(a, _), (b, _)| a.cmp(b));
            features.into_iter().for_each(|(key, spec)| member(key.clone(), &label(key), spec));
        }
        ElementSpec::NamedTuple { fields, .. } => {
            fields.iter().for_each(|(key, spec)| member(key.clone(), &label(key), spec));
        }
        ElementSpec::Tuple(members) => {
            members.iter().enumerate().for_each(|(at, spec)| member(at.to_string(), &at.to_string(), spec));
        }
        ElementSpec::Flat(components) => {
            for (at, component) in components.iter().enumerate() {
                member(at.to_string(), &at.to_string(), &ElementSpec::Tensor(component.clone()));
            }
        }
        // Its members have the path of the whole.
        ElementSpec::Optional(inner) | ElementSpec::Dataset(inner) => {
            add(inner, format!("{indent}of"), depth + 1, path, notes, rows);
        }
        _ => {}
    }
}

/// A key as it stands in the tree: in quotes where it would not read as one word.
fn label(key: &str) -> String {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | ':');
    if !key.is_empty() && key.chars().all(word) { key.to_owned() } else { format!("{key:?}") }
}

fn describe(note: &Note) -> String {
    let mut parts = Vec::new();
    if !note.kind.is_empty() {
        parts.push(plain(&note.kind));
    }
    if !note.classes.is_empty() {
        let mut names: Vec<_> = note.classes.iter().take(MOST_CLASSES).map(|name| label(name)).collect();
        if note.classes.len() > MOST_CLASSES {
            names.push(format!("and {} more", note.classes.len() - MOST_CLASSES));
        }
        parts.push(names.join(", "));
    }
    if note.missing {
        parts.push("missing from some elements".to_owned());
    }
    match note.utf8 {
        Some(true) => parts.push("UTF-8".to_owned()),
        Some(false) => parts.push("not all UTF-8".to_owned()),
        None => {}
    }
    let facts = parts.join("; ");
    let description = note.description.split_whitespace().collect::<Vec<_>>().join(" ");
    match (facts.is_empty(), description.is_empty()) {
        (_, true) => facts,
        (true, false) => plain(&description),
        (false, false) => format!("{facts}. {}", plain(&description)),
    }
}
