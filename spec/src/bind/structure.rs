//! A struct or tuple that a type wants, against the dict or tuple that the dataset has.

use std::collections::BTreeSet;

use super::leaf::describe;
use super::nearest::nearest;
use super::{Axes, Binder, MismatchKind, Part, Slot};
use crate::element::{Step, quoted};
use crate::{Dims, ElementSpec, FieldWant, Key, StructKind, StructWant, Want};

impl Binder {
    pub(super) fn structure(&mut self, want: &StructWant, have: &Part<'_>, axes: Axes) {
        match (want.kind, have.spec) {
            (StructKind::Named, ElementSpec::Dict(_) | ElementSpec::NamedTuple { .. })
            | (StructKind::Tuple, ElementSpec::Tuple(_) | ElementSpec::NamedTuple { .. }) => {}
            _ => return self.other_structure(want, have),
        }
        let members = Members::of(have);
        if want.kind == StructKind::Tuple && !fits(want, members.0.len()) {
            return self.arity(want, have, members.0.len());
        }
        for field in want.fields {
            match members.of_field(field) {
                Some(member) if field.optional && *member.spec == ElementSpec::None => {
                    self.slots.push(Slot::Absent { path: member.path.text() });
                }
                Some(member) => match member.spec {
                    ElementSpec::Optional(inner) if field.has_own_default() => {
                        self.or_default(&field.want, inner, member, axes.field(field));
                    }
                    _ => self.part(&field.want, member.clone(), axes.field(field)),
                },
                None if field.optional || matches!(field.want, Want::Optional(_)) => {
                    self.slots.push(Slot::Absent { path: field.key.path(&have.path).text() });
                }
                None => self.missing(want, field, have, &members),
            }
        }
        if want.exact {
            self.unknown(want, &members);
        }
    }

    fn missing(&mut self, want: &StructWant, field: &FieldWant, have: &Part<'_>, members: &Members<'_>) {
        let available: Vec<String> = members.0.iter().map(|(step, _)| step_text(*step)).collect();
        let nearest = field.keys().find_map(|wanted| match wanted {
            Key::Name(name) => {
                nearest(name, members.untaken(want).filter_map(|(step, _)| key(step))).map(str::to_owned)
            }
            Key::Index(_) => None,
        });
        let remedy = match &nearest {
            Some(name) => format!("name it `{}`", quoted(name)),
            None if available.is_empty() => "nothing: there are no features".into(),
            None => format!("one of {}", listed(&available)),
        };
        let path = field.key.path(&have.path);
        let kind = MismatchKind::Missing { nearest, available };
        self.report(&path, kind, wanted(&field.want), "no such feature".into(), remedy);
    }

    fn unknown(&mut self, want: &StructWant, members: &Members<'_>) {
        for (step, member) in members.untaken(want) {
            let field = match step {
                Step::Key(key) => format!("a field `{}: {}`", quoted(key), member.spec.rust_type()),
                Step::Index(_) => format!("a field `{}`", member.spec.rust_type()),
            };
            let remedy = format!("{field}, or no `deny_unknown_fields`");
            let have = member.spec.one_line();
            self.report(&member.path, MismatchKind::Unknown, "no such feature".into(), have, remedy);
        }
    }

    fn arity(&mut self, want: &StructWant, have: &Part<'_>, members: usize) {
        let kind = MismatchKind::Arity { want: want.fields.len(), have: members };
        let remedy = format!("`{}`", have.spec.rust_type());
        let want = format!("`{}` of {}", want.name, counted(want.fields.len(), "member"));
        self.report(&have.path, kind, want, counted(members, "member"), remedy);
    }

    fn other_structure(&mut self, want: &StructWant, have: &Part<'_>) {
        let kind = match want.kind {
            StructKind::Named => "a struct with named fields",
            StructKind::Tuple => "a tuple",
        };
        let rust = have.spec.rust_type();
        let remedy = match have.spec {
            ElementSpec::Dict(_) => format!("a struct with named fields: `{rust}`"),
            ElementSpec::Tuple(_) if want.kind == StructKind::Named => {
                format!("`{rust}`, or `#[element(tuple)]` on the struct")
            }
            ElementSpec::Tensor(spec) => match spec.rust_types() {
                Some(types) => format!("{types} itself, without a struct"),
                None => format!("nothing: no Rust type holds {}", spec.dtype),
            },
            ElementSpec::None => "no field for it".into(),
            _ => "not supported by this field type".into(),
        };
        let text = have.spec.one_line();
        let kind = MismatchKind::Structure { want: kind.into(), have: text.clone() };
        let want = format!("`{}`, {}", want.name, kind_text(want.kind));
        self.report(&have.path, kind, want, text, remedy);
    }
}

/// The members of a dict or named tuple.
pub(super) fn named_members<'a>(have: &Part<'a>) -> Vec<(&'a str, Part<'a>)> {
    Members::of(have).0.into_iter().filter_map(|(step, part)| Some((key(step)?, part))).collect()
}

/// The members of a dict, tuple or named tuple, each with the number of its first component.
struct Members<'a>(Vec<(Step<'a>, Part<'a>)>);

impl<'a> Members<'a> {
    fn of(have: &Part<'a>) -> Self {
        let mut first = have.first;
        let part = |(step, spec): (Step<'a>, &'a ElementSpec)| {
            let part = Part { spec, first, path: have.path.member(step) };
            first += spec.component_count();
            (step, part)
        };
        Self(have.spec.members().into_iter().map(part).collect())
    }

    fn get(&self, wanted: Key) -> Option<&Part<'a>> {
        match wanted {
            Key::Name(name) => self.0.iter().find(|(step, _)| key(*step) == Some(name)),
            Key::Index(index) => self.0.get(index),
        }
        .map(|(_, part)| part)
    }

    /// What the field takes: under its own key or, where there is nothing, under one of its other names.
    fn of_field(&self, field: &FieldWant) -> Option<&Part<'a>> {
        field.keys().find_map(|key| self.get(key))
    }

    /// Those that no field of the struct takes.
    fn untaken<'b>(&'b self, want: &'b StructWant) -> impl Iterator<Item = (Step<'a>, &'b Part<'a>)> {
        let taken = |index, step| {
            want.fields.iter().flat_map(FieldWant::keys).any(|wanted| match wanted {
                Key::Name(name) => key(step) == Some(name),
                Key::Index(position) => position == index,
            })
        };
        let members = self.0.iter().enumerate();
        members.filter(move |(index, (step, _))| !taken(*index, *step)).map(|(_, (step, part))| (*step, part))
    }
}

/// Whether the fields of a tuple, if they are numbered without a gap, are as many as the members; optional ones
/// at the end may be lacking.
fn fits(want: &StructWant, members: usize) -> bool {
    let index = |field: &FieldWant| match field.key {
        Key::Index(index) => Some(index),
        Key::Name(_) => None,
    };
    let Some(indexes) = want.fields.iter().map(index).collect::<Option<BTreeSet<_>>>() else { return true };
    let selection = !indexes.iter().copied().eq(0..indexes.len());
    let lacking_are_optional =
        || want.fields.iter().all(|field| field.optional || index(field).is_some_and(|i| i < members));
    selection || indexes.len() == members || (indexes.len() > members && lacking_are_optional())
}

fn key(step: Step<'_>) -> Option<&str> {
    match step {
        Step::Key(key) => Some(key),
        Step::Index(_) => None,
    }
}

fn step_text(step: Step<'_>) -> String {
    match step {
        Step::Key(key) => key.to_owned(),
        Step::Index(index) => index.to_string(),
    }
}

/// What a want is, for a field of which the dataset has nothing.
fn wanted(want: &Want) -> String {
    match want {
        Want::Tensor(tensor) => describe(tensor, tensor.dims),
        Want::Struct(fields) => format!("`{}`, {}", fields.name, kind_text(fields.kind)),
        Want::Batched(inner) => match inner {
            Want::Tensor(tensor) if tensor.dims.rank().is_some_and(|rank| rank < Dims::MAX_RANK) => {
                describe(tensor, tensor.dims.with_leading(None))
            }
            _ => format!("{}, batched", wanted(inner)),
        },
        Want::Ragged(items) => format!("`{}`, a ragged tensor of {}", items.rust, items.dtype),
        Want::Sparse(items) => format!("`{}`, a sparse tensor of {}", items.rust, items.dtype),
        Want::Optional(inner) => wanted(inner),
        Want::Dataset(inner) => format!("`Vec<{}>`, a nested dataset", inner.rust_name()),
        Want::Map(inner) => format!("`BTreeMap<String, {}>`, a dict", inner.rust_name()),
        Want::Any => "`Value`".to_owned(),
        Want::Unit => "`()`".to_owned(),
    }
}

fn kind_text(kind: StructKind) -> &'static str {
    match kind {
        StructKind::Named => "a struct",
        StructKind::Tuple => "a tuple",
    }
}

pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// `` `a`, `b`, `c` and 12 more ``.
fn listed(names: &[String]) -> String {
    const MOST: usize = 8;
    let first: Vec<_> = names.iter().take(MOST).map(|name| format!("`{}`", quoted(name))).collect();
    match names.len().saturating_sub(MOST) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}
