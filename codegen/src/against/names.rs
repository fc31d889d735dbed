//! The names and positions of a struct's fields against those that the dataset has.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::Type;
use tfdata_spec::{ElementSpec, nearest};

use super::Dataset;
use super::have::{cut, cut_code, write};
use crate::errors::Errors;
use crate::model::{Field, Key, Model, Slot, Style};

/// So many names are listed.
const MOST: usize = 8;

/// Reports fields that the dataset lacks and, where the struct asks for it, features that no field reads.
pub(super) fn check(model: &Model<'_>, dataset: &Dataset, errors: &mut Errors) {
    match (model.lookup, &dataset.element) {
        // A component for each: counted when the types are known.
        (_, ElementSpec::Flat(_)) => return,
        (Style::Named, ElementSpec::Dict(_) | ElementSpec::NamedTuple { .. })
        | (Style::Tuple, ElementSpec::Tuple(_) | ElementSpec::NamedTuple { .. }) => {}
        _ => return other_structure(model, dataset, errors),
    }
    let members = dataset.members();
    if model.lookup == Style::Tuple && !arity_fits(model, members.len()) {
        let message = format!(
            "`{}` reads {}; the dataset has {}: {}; write {}",
            model.ident,
            counted(model.slots().count(), "member"),
            members.len(),
            cut(&dataset.element.one_line()),
            cut_code(&write(&dataset.element)),
        );
        return errors.at(model.ident, message);
    }
    for (field, slot) in model.slots() {
        if !field.is_flattened() && dataset.of_slot(slot).is_none() && !may_be_missing(field) {
            missing(model, dataset, (field, slot), errors);
        }
    }
    // What a flattened struct reads is known to the compiler alone; it compares the whole.
    let known = !model.fields.iter().any(Field::is_flattened);
    if let Some(exact) = model.attrs.exact.as_ref().filter(|_| known) {
        let unread: Vec<_> = untaken(model, dataset).collect();
        if !unread.is_empty() {
            let message =
                format!("no field reads {}; add fields, or remove `{}`", listed(&unread), exact.key);
            errors.at(&exact.key, message);
        }
    }
}

fn other_structure(model: &Model<'_>, dataset: &Dataset, errors: &mut Errors) {
    let finds = match model.lookup {
        Style::Named => "by name",
        Style::Tuple => "by position",
    };
    let mend = match (&dataset.element, model.lookup, model.style) {
        (ElementSpec::Tuple(_), Style::Named, _) => {
            format!("write {}, or put `#[element(tuple)]` on the struct", write(&dataset.element))
        }
        (ElementSpec::Dict(_), Style::Tuple, Style::Named) => "remove `tuple`".to_owned(),
        _ => format!("write {}", write(&dataset.element)),
    };
    let message = format!(
        "`{}` finds its fields {finds}; an element of the dataset is {}; {}",
        model.ident,
        cut(&dataset.element.one_line()),
        cut_code(&mend),
    );
    errors.at(model.ident, message);
}

fn missing(model: &Model<'_>, dataset: &Dataset, (field, slot): (&Field<'_>, &Slot), errors: &mut Errors) {
    let message = match &slot.key {
        Key::Index(index) => {
            format!(
                "the dataset has no member {index}, counted from 0; it has {}",
                counted(dataset.members().len(), "member")
            )
        }
        Key::Name(name) => {
            let left_out = dataset.source.left_out.iter().find(|left_out| left_out.path == [name.as_str()]);
            let untaken: Vec<_> = untaken(model, dataset).collect();
            let names = std::iter::once(name).chain(&slot.aliases);
            let near = names.into_iter().find_map(|name| nearest(name, untaken.iter().map(String::as_str)));
            match (left_out, near) {
                (Some(left_out), _) => {
                    format!("`{name}` can't be read: {}; remove the field", left_out.reason)
                }
                (None, Some(near)) => {
                    format!("the dataset has no feature `{name}`; did you mean `{near}`?")
                }
                (None, None) => {
                    let all: Vec<_> = dataset.members().into_iter().map(|(name, _)| name).collect();
                    format!("the dataset has no feature `{name}`; it has {}", listed(&all))
                }
            }
        }
    };
    let (rename, index) = (&field.attrs.rename, &field.attrs.index);
    match (rename, index, &field.member) {
        (Some(given), _, _) => errors.at(&given.value, message),
        (None, Some(given), _) => errors.at(&given.key, message),
        (None, None, syn::Member::Named(ident)) => errors.at(ident, message),
        (None, None, syn::Member::Unnamed(_)) => errors.at(field.ty.to_token_stream(), message),
    }
}

/// Whether a field is allowed to have nothing in the dataset.
fn may_be_missing(field: &Field<'_>) -> bool {
    let option = matches!(field.ty, Type::Path(path)
        if path.path.segments.last().is_some_and(|last| last.ident == "Option"));
    field.default().is_some() || option
}

/// The names or positions that no field reads.
fn untaken<'a>(model: &'a Model<'_>, dataset: &'a Dataset) -> impl Iterator<Item = String> + 'a {
    let mut names = BTreeSet::new();
    let mut positions = BTreeSet::new();
    for (_, slot) in model.slots() {
        names.extend(slot.aliases.iter().cloned());
        match &slot.key {
            Key::Name(name) => drop(names.insert(name.clone())),
            Key::Index(index) => drop(positions.insert(*index)),
        }
    }
    let members = dataset.members().into_iter().enumerate();
    members
        .filter(move |(index, (name, _))| !names.contains(name) && !positions.contains(index))
        .map(|(_, (name, _))| name)
}

/// Whether positions, if they are numbered without a gap, are as many as the members; fields at the end that may be
/// missing may be so. The rule is that of `bind`.
fn arity_fits(model: &Model<'_>, members: usize) -> bool {
    let indexes: BTreeSet<_> = model
        .slots()
        .filter_map(|(_, slot)| match slot.key {
            Key::Index(index) => Some(index),
            Key::Name(_) => None,
        })
        .collect();
    let selection = !indexes.iter().copied().eq(0..indexes.len());
    let lacking_may_be = model.slots().all(|(field, slot)| {
        field.default().is_some() || matches!(slot.key, Key::Index(index) if index < members)
    });
    selection || indexes.len() == members || (indexes.len() > members && lacking_may_be)
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// `` `a`, `b`, `c` and 12 more ``.
fn listed(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let first: Vec<_> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(MOST) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}
