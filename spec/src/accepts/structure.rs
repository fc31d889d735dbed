//! A struct or tuple that a type wants, against the dict or tuple that the dataset has.

use super::{Axes, Misfit, part};
use crate::{FieldWant, Have, HaveKind, Key, StructKind, StructWant, Want};

type Members = [(&'static str, Have)];

pub(super) const fn fields<'a>(want: &'a StructWant, have: &'a Have, axes: Axes) -> Option<Misfit<'a>> {
    let (members, names) = match (want.kind, have.kind) {
        (StructKind::Named, HaveKind::Dict(members) | HaveKind::NamedTuple(members)) => (members, true),
        (StructKind::Tuple, HaveKind::Tuple(members)) => (members, false),
        (StructKind::Tuple, HaveKind::NamedTuple(members)) => (members, true),
        _ => return Some(Misfit::Other(have)),
    };
    if let StructKind::Tuple = want.kind
        && !arity_fits(want.fields, members.len())
    {
        return Some(Misfit::Arity(have, want.fields.len()));
    }
    let mut index = 0;
    while index < want.fields.len() {
        let wanted = &want.fields[index];
        let misfit = match of_field(members, wanted, names) {
            Some(member) => field(wanted, &members[member].1, axes),
            None if wanted.optional || matches!(wanted.want, Want::Optional(_)) => None,
            None => Some(Misfit::Missing(have, wanted.key)),
        };
        if misfit.is_some() {
            return misfit;
        }
        index += 1;
    }
    if want.exact { unused(want, members, names) } else { None }
}

/// A field against its member.
pub(super) const fn field<'a>(want: &'a FieldWant, have: &'a Have, axes: Axes) -> Option<Misfit<'a>> {
    match have.kind {
        HaveKind::None if want.optional => None,
        HaveKind::Optional(held) if want.has_own_default() => {
            part(&want.want, held, axes.field(want).inside())
        }
        _ => part(&want.want, have, axes.field(want)),
    }
}

/// Every member against the same want.
pub(super) const fn all<'a>(want: &'a Want, members: &'a Members, axes: Axes) -> Option<Misfit<'a>> {
    let mut index = 0;
    while index < members.len() {
        let misfit = part(want, &members[index].1, axes);
        if misfit.is_some() {
            return misfit;
        }
        index += 1;
    }
    None
}

const fn unused<'a>(want: &'a StructWant, members: &'a Members, names: bool) -> Option<Misfit<'a>> {
    let mut index = 0;
    while index < members.len() {
        let mut taken = false;
        let mut field = 0;
        while field < want.fields.len() && !taken {
            taken = looks_for(&want.fields[field], members, index, names);
            field += 1;
        }
        if !taken {
            return Some(Misfit::Unused(&members[index].1, want.name));
        }
        index += 1;
    }
    None
}

/// What the field takes: under its own key or, where there is nothing, under one of its other names.
const fn of_field(members: &Members, field: &FieldWant, names: bool) -> Option<usize> {
    let mut found = find(members, field.key, names);
    let mut alias = 0;
    while found.is_none() && alias < field.aliases.len() {
        found = find(members, Key::Name(field.aliases[alias]), names);
        alias += 1;
    }
    found
}

/// Whether the field looks for the member at this position.
const fn looks_for(field: &FieldWant, members: &Members, index: usize, names: bool) -> bool {
    let mut found = is_at(field.key, members, index, names);
    let mut alias = 0;
    while !found && alias < field.aliases.len() {
        found = is_at(Key::Name(field.aliases[alias]), members, index, names);
        alias += 1;
    }
    found
}

const fn find(members: &Members, key: Key, names: bool) -> Option<usize> {
    let mut index = 0;
    while index < members.len() {
        if is_at(key, members, index, names) {
            return Some(index);
        }
        index += 1;
    }
    None
}

/// Whether the member at this position is the one with this key.
const fn is_at(key: Key, members: &Members, index: usize, names: bool) -> bool {
    match key {
        Key::Name(name) => names && same(name, members[index].0),
        Key::Index(position) => position == index,
    }
}

pub(crate) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut index = 0;
    while index < a.len() {
        if a[index] != b[index] {
            return false;
        }
        index += 1;
    }
    true
}

/// Whether the fields of a tuple, if they are numbered without a gap, are as many as the members; optional ones
/// at the end may be lacking.
const fn arity_fits(fields: &[FieldWant], members: usize) -> bool {
    let (mut different, mut end, mut lacking_are_optional) = (0, 0, true);
    let mut field = 0;
    while field < fields.len() {
        let Key::Index(index) = fields[field].key else { return true };
        // Those in ascending order, as a derive numbers them, need no second look.
        if index >= end || !is_before(fields, field, index) {
            different += 1;
        }
        if index >= end {
            end = index + 1;
        }
        lacking_are_optional &= fields[field].optional || index < members;
        field += 1;
    }
    let selection = different != end;
    selection || different == members || (different > members && lacking_are_optional)
}

/// Whether a field before this one has this position.
const fn is_before(fields: &[FieldWant], field: usize, position: usize) -> bool {
    let mut earlier = 0;
    while earlier < field {
        if let Key::Index(index) = fields[earlier].key
            && index == position
        {
            return true;
        }
        earlier += 1;
    }
    false
}
