//! What the documentation of a struct and its fields says.

use proc_macro2::TokenStream;
use quote::quote;

use crate::source::{LeftOut, Note};

/// More classes are not listed.
const MOST_CLASSES: usize = 24;

/// One `#[doc]` for each line.
pub(super) fn attributes(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// The lines about a component: what its author says, what it is in the dataset, its classes.
pub(super) fn component(what: &str, note: Option<&Note>) -> Vec<String> {
    let Some(note) = note else { return vec![code(what)] };
    let mut lines = prose(&note.description);
    if !lines.is_empty() {
        lines.push(String::new());
    }
    let mut line = code(what);
    if !note.kind.is_empty() {
        line = format!("{line}: {}", escaped(&note.kind));
    }
    if note.missing {
        line += "; missing from some elements";
    }
    match note.utf8 {
        Some(true) => line += "; those looked at are UTF-8",
        Some(false) => line += "; some are not UTF-8",
        None => {}
    }
    lines.push(line + ".");
    lines.extend(classes(&note.classes));
    lines
}

/// A list of what is left out, if anything is.
pub(super) fn left_out(all: &[LeftOut]) -> Vec<String> {
    let item =
        |LeftOut { path, reason }: &LeftOut| format!("- {}: {}", code(&path.join(".")), escaped(reason));
    let title = (!all.is_empty()).then(|| "Left out:".to_owned());
    title.into_iter().chain(all.iter().map(item)).collect()
}

/// A text from outside as lines that are documentation and nothing else: no code blocks, no links, no HTML.
pub(super) fn prose(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text.lines().map(|line| escaped(line.trim())).collect();
    lines.dedup_by(|a, b| a.is_empty() && b.is_empty());
    let empty = |line: Option<&String>| line.is_some_and(String::is_empty);
    while empty(lines.last()) {
        lines.pop();
    }
    while empty(lines.first()) {
        lines.remove(0);
    }
    lines
}

/// `` `0` ham, `1` spam ``
fn classes(names: &[String]) -> Option<String> {
    if names.is_empty() {
        return None;
    }
    let listed = names.iter().take(MOST_CLASSES).enumerate();
    let mut all: Vec<_> = listed.map(|(number, name)| format!("{number} = {}", code(name))).collect();
    if names.len() > MOST_CLASSES {
        all.push(format!("and {} more", names.len() - MOST_CLASSES));
    }
    Some(format!("Classes: {}.", all.join(", ")))
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'").replace(['\n', '\r'], " "))
}

fn escaped(line: &str) -> String {
    let word = |word: &str| {
        if word.starts_with("http://") || word.starts_with("https://") {
            return format!("<{}>", word.replace(['<', '>'], ""));
        }
        let inner = word.trim_matches(|c: char| !(c.is_alphanumeric() || c == '_'));
        if is_a_name(inner)
            && let Some((before, after)) = word.split_once(inner)
        {
            return format!("{}{}{}", marked(before), code(inner), marked(after));
        }
        marked(word)
    };
    line.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

/// Whether Clippy would take the word for a name in code, and want it marked as such: `SpamAssassin`, `n_items`.
fn is_a_name(word: &str) -> bool {
    let count = |is: fn(char) -> bool| word.chars().filter(|c| is(*c)).count();
    word.contains('_')
        || word.contains("::")
        || count(char::is_uppercase) > 1 && count(char::is_lowercase) > 0 && !word.contains('-')
}

/// The text with nothing in it that Markdown would take for its own.
fn marked(text: &str) -> String {
    let mut marked = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '[' | ']' | '<' | '>' | '`' | '*' | '_' | '\\' | '#' | '~') {
            marked.push('\\');
        }
        marked.push(c);
    }
    marked
}
