//! Rules between settings. What concerns one setting alone is checked where it is read.

use std::collections::HashMap;
use std::fmt::Display;

use quote::ToTokens;
use syn::Member;

use crate::attr::Given;
use crate::errors::Errors;
use crate::model::{Field, Key, Model, Role, Source, Style};

/// Reports every setting that another one contradicts or leaves without effect.
pub(crate) fn run(model: &Model<'_>, errors: &mut Errors) {
    names_need_a_named_struct(model, errors);
    positions_need_a_tuple(model, errors);
    batched_has_no_batch(model, errors);
    generated_structs_have_names_of_their_own(model, errors);
    a_choice_is_among_datasets(model, errors);
    for field in &model.fields {
        skip_stands_alone(field, errors);
        flatten_stands_alone(model, field, errors);
        shape_is_small_enough(field, errors);
    }
    something_is_read(model, errors);
    keys_differ(model, errors);
    aliases_differ(model, errors);
}

fn names_need_a_named_struct(model: &Model<'_>, errors: &mut Errors) {
    if let (Some(tuple), Style::Tuple) = (&model.attrs.tuple, model.style) {
        errors.at(&tuple.key, "fields of a tuple struct are found by position already; remove `tuple`");
    }
    if model.lookup == Style::Named {
        return;
    }
    if let Some(rename_all) = &model.attrs.rename_all {
        errors.at(
            &rename_all.key,
            "fields of a tuple are found by position and have no names to spell; remove this",
        );
    }
    for field in &model.fields {
        for given in field.attrs.rename.iter().chain(&field.attrs.alias) {
            errors.at(&given.key, "fields of a tuple are found by position: use `index = ..`");
        }
    }
}

fn positions_need_a_tuple(model: &Model<'_>, errors: &mut Errors) {
    if model.lookup == Style::Tuple {
        return;
    }
    for index in model.fields.iter().filter_map(|field| field.attrs.index.as_ref()) {
        errors.at(
            &index.key,
            "fields of this struct are found by name: use `rename = \"..\"`, or put `#[element(tuple)]` on the struct",
        );
    }
}

fn batched_has_no_batch(model: &Model<'_>, errors: &mut Errors) {
    if model.attrs.batched.is_none() {
        return;
    }
    const WHY: &str = "a `batched` struct is a batch itself and gets none of its own; remove one of the two";
    if let Some(batch) = &model.attrs.batch {
        errors.at(&batch.key, WHY);
    }
    // One `batch_attr(..)` may hold several attributes; its word is at fault once.
    if let Some(batch_attr) = model.attrs.batch_attr.first() {
        errors.at(&batch_attr.key, WHY);
    }
    for default in model.fields.iter().filter_map(|field| field.attrs.default.as_ref()) {
        errors.at(
            &default.key,
            "the length of a missing field is not known in a `batched` struct; use `skip`, or give it a value later",
        );
    }
    for concat in model.fields.iter().filter_map(|field| field.attrs.concat.as_ref()) {
        errors.at(&concat.key, "every field of a `batched` struct joins along axis 0; remove `concat`");
    }
}

fn generated_structs_have_names_of_their_own(model: &Model<'_>, errors: &mut Errors) {
    if let Some(batch) = &model.attrs.batch
        && batch.value == *model.ident
    {
        errors.at(&batch.key, "the batch is another struct: give it a name of its own");
    }
    let Some(tensors) = &model.attrs.tensors else { return };
    let batch = match &model.role {
        Role::Single { batch } => Some(batch),
        Role::Batched => None,
    };
    if let Some(name) = &tensors.value
        && (name == model.ident || Some(name) == batch)
    {
        errors.at(&tensors.key, "the struct of tensors is another one: give it a name of its own");
    }
}

fn a_choice_is_among_datasets(model: &Model<'_>, errors: &mut Errors) {
    if model.attrs.spec.is_some() {
        return;
    }
    for Given { key, .. } in [&model.attrs.signature, &model.attrs.output].into_iter().flatten() {
        errors.at(
            key,
            format!("`{key}` says which dataset of a `spec`; give that too: `spec = \"path/of/dataset\"`"),
        );
    }
}

/// A skipped field is not looked for, so nothing can be said of how it is found.
fn skip_stands_alone(field: &Field<'_>, errors: &mut Errors) {
    if field.attrs.skip.is_none() {
        return;
    }
    let attrs = &field.attrs;
    fn contradicts<T>(setting: &Option<Given<T>>, errors: &mut Errors) {
        if let Some(Given { key, .. }) = setting {
            errors.at(key, format!("`{key}` has no effect on a skipped field; remove one of the two"));
        }
    }
    contradicts(&attrs.index, errors);
    contradicts(&attrs.rename, errors);
    contradicts(&attrs.shape, errors);
    contradicts(&attrs.cast, errors);
    contradicts(&attrs.concat, errors);
    contradicts(&attrs.flatten, errors);
    if let Some(alias) = attrs.alias.first() {
        errors.at(&alias.key, "`alias` has no effect on a skipped field; remove one of the two");
    }
    if let Some(default) = &attrs.default {
        errors.at(&default.key, "a skipped field is `Default::default()` always; remove one of the two");
    }
}

/// A flattened field is not looked for itself, but each field of its struct.
fn flatten_stands_alone(model: &Model<'_>, field: &Field<'_>, errors: &mut Errors) {
    let Some(flatten) = &field.attrs.flatten else { return };
    if model.lookup == Style::Tuple {
        errors.at(&flatten.key, "fields of this struct are found by position; only names can be flattened");
    } else if !model.generics.params.is_empty() {
        errors.at(&flatten.key, "a struct with parameters has no `flatten` yet; write the fields out");
    }
    let attrs = &field.attrs;
    let keys = [
        attrs.rename.as_ref().map(|given| &given.key),
        attrs.alias.first().map(|given| &given.key),
        attrs.default.as_ref().map(|given| &given.key),
        attrs.shape.as_ref().map(|given| &given.key),
        attrs.cast.as_ref().map(|given| &given.key),
        attrs.concat.as_ref().map(|given| &given.key),
    ];
    for key in keys.into_iter().flatten() {
        errors.at(
            key,
            match key == "concat" {
                true => "a flattened struct stacks as a whole; write the field that joins in this struct"
                    .to_owned(),
                false => format!(
                    "`{key}` has no effect on a flattened field; write it on the fields of its struct"
                ),
            },
        );
    }
}

fn shape_is_small_enough(field: &Field<'_>, errors: &mut Errors) {
    const MAX_RANK: usize = tfdata_spec::Dims::MAX_RANK;
    if let Some(shape) = &field.attrs.shape
        && shape.value.len() > MAX_RANK
    {
        errors.at(&shape.key, format!("{} dimensions; at most {MAX_RANK} are supported", shape.value.len()));
    }
}

fn something_is_read(model: &Model<'_>, errors: &mut Errors) {
    if model.fields.iter().all(|field| matches!(field.source, Source::Skipped)) {
        errors.at(model.ident, "every field is skipped: nothing is left to read from a dataset");
    }
}

fn keys_differ(model: &Model<'_>, errors: &mut Errors) {
    let mut names = HashMap::new();
    let mut positions = HashMap::new();
    for (field, slot) in model.slots().filter(|(field, _)| !field.is_flattened()) {
        match &slot.key {
            Key::Name(name) => {
                if let Some(first) = names.insert(name, &field.member) {
                    let at = given_or(&field.attrs.rename, &field.member);
                    errors.at(at, taken(first, format!("the name \"{name}\"")));
                }
            }
            Key::Index(index) => {
                if let Some(first) = positions.insert(index, &field.member) {
                    let at = given_or(&field.attrs.index, field.ty);
                    errors.at(at, taken(first, format!("position {index}")));
                }
            }
        }
    }
}

/// Names of one field that another one has.
fn aliases_differ(model: &Model<'_>, errors: &mut Errors) {
    let fields = || model.slots().filter(|(field, _)| !field.is_flattened());
    for (position, (field, slot)) in fields().enumerate() {
        for (number, alias) in field.attrs.alias.iter().enumerate() {
            let name = alias.value.value();
            let own =
                matches!(&slot.key, Key::Name(own) if *own == name) || slot.aliases[..number].contains(&name);
            if own {
                errors.at(
                    &alias.value,
                    format!("the field is looked for under \"{name}\" already; remove this"),
                );
            }
            let other = fields().enumerate().find(|(at, (_, other))| {
                let has = matches!(&other.key, Key::Name(key) if *key == name);
                *at != position && (has || *at < position && other.aliases.contains(&name))
            });
            if let Some((_, (first, _))) = other {
                errors.at(&alias.value, taken(&first.member, format!("the name \"{name}\"")));
            }
        }
    }
}

fn taken(first: &Member, what: impl Display) -> String {
    format!("{what} is read into the field `{}` already", first.to_token_stream())
}

fn given_or<'a, T>(setting: &'a Option<Given<T>>, field: &'a dyn ToTokens) -> &'a dyn ToTokens {
    match setting {
        Some(given) => &given.key,
        None => field,
    }
}
