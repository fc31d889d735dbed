//! Structs whose fields stand in another one: `flatten`.

use crate::{FieldWant, Key, StructKind, StructWant, Want};

/// How many fields these parts have together: those of structs.
pub const fn flattened(parts: &[Want]) -> usize {
    let (mut count, mut part) = (0, 0);
    while part < parts.len() {
        count += fields(&parts[part]).len();
        part += 1;
    }
    count
}

/// The fields of these parts, one part after the other.
///
/// # Panics
/// In a constant, so at compile time: if they are more than `N`.
pub const fn flatten<const N: usize>(parts: &[Want]) -> [FieldWant; N] {
    let mut all = [FieldWant::at(0, Want::Unit); N];
    let (mut count, mut part) = (0, 0);
    while part < parts.len() {
        let fields = fields(&parts[part]);
        let mut field = 0;
        while field < fields.len() {
            all[count] = fields[field];
            count += 1;
            field += 1;
        }
        part += 1;
    }
    all
}

/// Stops the compiler where a part is no struct with named fields, or reads what another one reads.
///
/// # Panics
/// In a constant, so at compile time: if so. The message has the name.
#[track_caller]
pub const fn must_be_apart(parts: &[Want], part: usize) {
    if !matches!(parts[part], Want::Struct(StructWant { kind: StructKind::Named, .. })) {
        panic!("only a struct with named fields can be flattened; remove `flatten`");
    }
    let own = fields(&parts[part]);
    let mut other = 0;
    while other < parts.len() {
        let others = fields(&parts[other]);
        let mut field = 0;
        while other != part && field < own.len() * others.len() {
            if let Some(name) = shared(&own[field / others.len()], &others[field % others.len()]) {
                panic!("{}", crate::accepts::Message::shared(name).as_str());
            }
            field += 1;
        }
        other += 1;
    }
}

/// A name under which both look.
const fn shared(a: &FieldWant, b: &FieldWant) -> Option<&'static str> {
    let mut one = 0;
    while one <= a.aliases.len() {
        let mut other = 0;
        while other <= b.aliases.len() {
            if let (Some(a), Some(b)) = (name(a, one), name(b, other))
                && crate::accepts::same(a, b)
            {
                return Some(a);
            }
            other += 1;
        }
        one += 1;
    }
    None
}

const fn name(field: &FieldWant, number: usize) -> Option<&'static str> {
    match field.key {
        _ if number > 0 => Some(field.aliases[number - 1]),
        Key::Name(name) => Some(name),
        Key::Index(_) => None,
    }
}

/// None of what is no struct, which [`must_be_apart`] reports.
const fn fields(part: &Want) -> &'static [FieldWant] {
    match part {
        Want::Struct(StructWant { kind: StructKind::Named, fields, .. }) => fields,
        _ => &[],
    }
}
