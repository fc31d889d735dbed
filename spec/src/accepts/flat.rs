//! A type against components whose structure is not recorded: the type supplies it. They are in the order in which
//! TensorFlow flattens: fields by key, level by level.

use super::{Axes, Message, Misfit, leaf};
use crate::{DType, FieldWant, Have, HaveKind, Key, StructWant, TensorHave, Want};

type Components = [(&'static str, Have)];

/// Stops the compiler where the field at `position` of a struct doesn't fit its components, of which only dtypes and
/// shapes are recorded. Whether they are as many as the struct has is left to the first field.
///
/// # Panics
/// In a constant, so at compile time: if it doesn't fit. The message says what the dataset has and what to write.
#[track_caller]
pub const fn must_fit_flat(want: &Want, position: usize, have: &Have) {
    let (Want::Struct(fields), HaveKind::Flat(components)) = (want, have.kind) else { return };
    let Some(with_optional) = are_as_many(want, components) else {
        if position == 0 {
            panic!("{}", Message::of(&Misfit::Count(have, count(want, true))).as_str());
        }
        return;
    };
    let field = &fields.fields[position];
    let walk = Walk { components, have, with_optional };
    if let Err(misfit) = walk.field(field, walk.start(fields, position), Axes::NONE) {
        panic!("{}", Message::of(&misfit).as_str());
    }
}

pub(super) const fn misfit<'a>(
    want: &'a Want,
    have: &'a Have,
    components: &'a Components,
) -> Option<Misfit<'a>> {
    let Some(with_optional) = are_as_many(want, components) else {
        return Some(Misfit::Count(have, count(want, true)));
    };
    match (Walk { components, have, with_optional }).want(want, 0, Axes::NONE) {
        Ok(_) => None,
        Err(misfit) => Some(misfit),
    }
}

/// Whether the components are as many as the leaves (`true`), or as those that are not optional (`false`).
const fn are_as_many(want: &Want, components: &Components) -> Option<bool> {
    if components.len() == count(want, true) {
        Some(true)
    } else if components.len() == count(want, false) {
        Some(false)
    } else {
        None
    }
}

/// The number of leaves, with or without those of optional fields.
const fn count(want: &Want, with_optional: bool) -> usize {
    match want {
        Want::Tensor(_) | Want::Ragged(_) | Want::Sparse(_) | Want::Optional(_) | Want::Dataset(_) => 1,
        Want::Batched(inner) => count(inner, with_optional),
        Want::Struct(fields) => {
            let (mut all, mut field) = (0, 0);
            while field < fields.fields.len() {
                all += count_field(&fields.fields[field], with_optional);
                field += 1;
            }
            all
        }
        // Has nothing, or can't be read at all, which is found on the walk.
        _ => 0,
    }
}

const fn count_field(field: &FieldWant, with_optional: bool) -> usize {
    if field.optional && !with_optional { 0 } else { count(&field.want, with_optional) }
}

/// A walk over wants in their declared order. Where it stands in the flattened order is counted.
#[derive(Clone, Copy)]
struct Walk<'a> {
    components: &'a Components,
    have: &'a Have,
    with_optional: bool,
}

impl<'a> Walk<'a> {
    /// The number of the first component of this field.
    const fn start(self, fields: &StructWant, position: usize) -> usize {
        let (mut start, mut other) = (0, 0);
        while other < fields.fields.len() {
            let field = &fields.fields[other];
            let before = match order(field.key, fields.fields[position].key) {
                0 => other < position,
                order => order < 0,
            };
            if before {
                start += count_field(field, self.with_optional);
            }
            other += 1;
        }
        start
    }

    const fn field(self, field: &'a FieldWant, start: usize, axes: Axes) -> Result<(), Misfit<'a>> {
        let absent = field.optional && !self.with_optional;
        // Of a field that is absent, only what can be read in no dataset is a mismatch.
        let walk = if absent { Self { with_optional: false, components: &[], ..self } } else { self };
        walk.want(&field.want, start, axes.field(field))
    }

    const fn want(self, want: &'a Want, start: usize, axes: Axes) -> Result<(), Misfit<'a>> {
        match want {
            Want::Tensor(tensor) => {
                let misfit = if start < self.components.len() {
                    leaf::tensor(tensor, &self.components[start].1, axes)
                } else {
                    None
                };
                match misfit {
                    Some(misfit) => Err(misfit),
                    None => Ok(()),
                }
            }
            Want::Ragged(_) | Want::Sparse(_) | Want::Optional(_) | Want::Dataset(_) => {
                if start >= self.components.len() {
                    return Ok(());
                }
                let have = &self.components[start].1;
                // What an opaque component holds, TensorFlow finds out when it is read.
                if let HaveKind::Tensor(TensorHave { dtype: DType::Variant, .. }) = have.kind {
                    return self.opaque(want, have, axes);
                }
                match super::part(want, have, axes) {
                    Some(misfit) => Err(misfit),
                    None => Ok(()),
                }
            }
            Want::Batched(inner) => self.want(inner, start, axes.batched()),
            Want::Unit => Ok(()),
            Want::Struct(_) if axes.narrow.is_some() => Err(Misfit::ShapeOfStruct(self.have)),
            Want::Struct(fields) => {
                let mut position = 0;
                while position < fields.fields.len() {
                    let first = start + self.start(fields, position);
                    if let Err(misfit) = self.field(&fields.fields[position], first, axes) {
                        return Err(misfit);
                    }
                    position += 1;
                }
                Ok(())
            }
            _ => Err(Misfit::Unstructured(self.have)),
        }
    }

    /// A want against a component that is opaque: all that can be wrong is what the type says of itself, and whether
    /// that is all there is to know, as [`crate::declared`] has it.
    const fn opaque(self, want: &'a Want, have: &'a Have, axes: Axes) -> Result<(), Misfit<'a>> {
        match want {
            Want::Tensor(tensor) => {
                let dtype = tensor.dtype;
                let held = Have { kind: HaveKind::Tensor(TensorHave { dtype, shape: None }), ..*have };
                match leaf::tensor(tensor, &held, axes) {
                    None => Ok(()),
                    Some(Misfit::Attribute(_)) => Err(Misfit::Attribute(have)),
                    Some(Misfit::TooManyDimensions(_)) => Err(Misfit::TooManyDimensions(have)),
                    Some(_) => Err(Misfit::Other(have)),
                }
            }
            Want::Ragged(_) | Want::Sparse(_) | Want::Unit => Ok(()),
            Want::Batched(inner) => self.opaque(inner, have, axes.batched()),
            Want::Optional(inner) => self.opaque(inner, have, axes.inside()),
            Want::Dataset(inner) => self.opaque(inner, have, Axes::NONE),
            Want::Struct(_) | Want::Map(_) | Want::Any => Err(Misfit::Unstructured(self.have)),
        }
    }
}

/// Which of two keys is first in the flattened order: negative for the left one, 0 for equal keys.
const fn order(a: Key, b: Key) -> i8 {
    let (a, b) = match (a, b) {
        (Key::Name(_), Key::Index(_)) => return -1,
        (Key::Index(_), Key::Name(_)) => return 1,
        (Key::Index(a), Key::Index(b)) => return if a < b { -1 } else { (a > b) as i8 },
        (Key::Name(a), Key::Name(b)) => (a.as_bytes(), b.as_bytes()),
    };
    let mut index = 0;
    while index < a.len() && index < b.len() {
        if a[index] != b[index] {
            return if a[index] < b[index] { -1 } else { 1 };
        }
        index += 1;
    }
    if a.len() < b.len() { -1 } else { (a.len() > b.len()) as i8 }
}
