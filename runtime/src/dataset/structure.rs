//! The structure of elements whose dtypes and shapes are known but whose names only the type has.

use tfdata_spec::{DType, ElementSpec, Key, StructKind, StructWant, TensorSpec, Want, declared};

use crate::memory::Branch;

/// The element spec that `want` describes, its leaves filled from `tensors` in the order of the flattened element:
/// dict keys in byte order, tuples by position. `None` if these are too few.
///
/// An opaque tensor is what the type takes it for.
pub(super) fn element_spec(
    want: &Want,
    tensors: &mut dyn Iterator<Item = TensorSpec>,
) -> Option<ElementSpec> {
    batched_spec(want, 0, tensors)
}

/// The same, behind so many axes that batching put in front.
fn batched_spec(
    want: &Want,
    leading: usize,
    tensors: &mut dyn Iterator<Item = TensorSpec>,
) -> Option<ElementSpec> {
    match want {
        Want::Batched(inner) => batched_spec(inner, leading + 1, tensors),
        Want::Struct(want) => struct_spec(want, leading, tensors),
        Want::Unit => Some(ElementSpec::None),
        Want::Tensor(_) => tensors.next().map(ElementSpec::Tensor),
        Want::Map(_) | Want::Any => None,
        want => match tensors.next()? {
            tensor if tensor.dtype == DType::Variant => declared(want, leading),
            tensor => Some(ElementSpec::Tensor(tensor)),
        },
    }
}

fn struct_spec(
    want: &StructWant,
    leading: usize,
    tensors: &mut dyn Iterator<Item = TensorSpec>,
) -> Option<ElementSpec> {
    let mut fields: Vec<_> = want.fields.iter().collect();
    fields.sort_by_key(|field| place(&field.key));
    let mut parts = Vec::new();
    for field in fields {
        parts.push((field.key, batched_spec(&field.want, leading, tensors)?));
    }
    parts.sort_by_key(|(key, _)| place(key));
    Some(match want.kind {
        StructKind::Named => {
            ElementSpec::Dict(parts.into_iter().map(|(key, part)| (name(&key), part)).collect())
        }
        StructKind::Tuple => ElementSpec::Tuple(parts.into_iter().map(|(_, part)| part).collect()),
    })
}

fn place(key: &Key) -> (usize, &'static str) {
    match key {
        Key::Name(name) => (0, name),
        Key::Index(index) => (*index, ""),
    }
}

fn name(key: &Key) -> String {
    match key {
        Key::Name(name) => (*name).to_owned(),
        Key::Index(index) => index.to_string(),
    }
}

/// The element that `parts`, one for each leaf of `want`, are; its components in the order of the flattened element.
/// `None` if there are too few.
pub(super) fn element(want: &Want, parts: &mut dyn Iterator<Item = Branch>) -> Option<Branch> {
    match want {
        Want::Batched(inner) => element(inner, parts),
        Want::Unit => Some(Branch { spec: ElementSpec::None, components: Vec::new() }),
        Want::Struct(want) => {
            let mut members = Vec::new();
            for field in want.fields {
                members.push((field.key, element(&field.want, parts)?));
            }
            members.sort_by_key(|(key, _)| place(key));
            let mut components = Vec::new();
            let mut specs = Vec::new();
            for (key, part) in members {
                components.extend(part.components);
                specs.push((name(&key), part.spec));
            }
            let spec = match want.kind {
                StructKind::Named => ElementSpec::Dict(specs),
                StructKind::Tuple => ElementSpec::Tuple(specs.into_iter().map(|(_, spec)| spec).collect()),
            };
            Some(Branch { spec, components })
        }
        _ => parts.next(),
    }
}
