//! A type against components whose structure is not recorded: the type supplies it. Of an opaque component (a variant)
//! it also says what that holds; TensorFlow finds out when the first one is read.

use super::structure::counted;
use super::{Axes, Binder, MismatchKind, Part, Slot};
use crate::element::Path;
use crate::{DType, ElementSpec, Key, TensorSpec, Want, declared};

/// A leaf of the want.
struct Leaf<'a> {
    want: &'a Want,
    at: Place,
}

/// Where in the want something stands.
#[derive(Clone)]
struct Place {
    path: Path,
    axes: Axes,
    /// The keys on the way to it: TensorFlow flattens in their order.
    keys: Vec<Key>,
    /// The path of the outermost optional field around it.
    optional: Option<Path>,
}

impl Binder {
    pub(super) fn flat(&mut self, want: &Want, components: &[TensorSpec]) {
        let mut leaves = Vec::new();
        let root = Place { path: Path::root(), axes: Axes::default(), keys: Vec::new(), optional: None };
        self.collect(want, root, &mut leaves);
        let required = leaves.iter().filter(|leaf| leaf.at.optional.is_none()).count();
        if components.len() != leaves.len() && components.len() != required {
            return self.other_count(want, leaves.len(), components);
        }
        let all = components.len() == leaves.len();
        let mut order: Vec<usize> =
            (0..leaves.len()).filter(|leaf| all || leaves[*leaf].at.optional.is_none()).collect();
        order.sort_by(|a, b| leaves[*a].at.keys.cmp(&leaves[*b].at.keys));
        let mut index_of = vec![None; leaves.len()];
        for (index, leaf) in order.into_iter().enumerate() {
            index_of[leaf] = Some(index);
        }
        for (leaf, index) in leaves.iter().zip(index_of) {
            match (index, &leaf.at.optional) {
                (Some(index), _) => self.flat_leaf(leaf, index, &components[index]),
                (None, Some(field)) => self.absent(field),
                (None, None) => {}
            }
        }
    }

    fn flat_leaf(&mut self, leaf: &Leaf<'_>, first: usize, component: &TensorSpec) {
        let Leaf { want, at } = leaf;
        let opaque = component.dtype == DType::Variant && !matches!(want, Want::Tensor(_));
        let spec = match declared(want, at.axes.leading).filter(|_| opaque) {
            Some(spec) => spec,
            None if opaque => return self.flat_composite(want, &at.path),
            None => ElementSpec::Tensor(component.clone()),
        };
        self.part(want, Part { spec: &spec, first, path: at.path.clone() }, at.axes);
    }

    /// One slot for all the leaves of an absent field.
    fn absent(&mut self, field: &Path) {
        let slot = Slot::Absent { path: field.text() };
        if self.slots.last() != Some(&slot) {
            self.slots.push(slot);
        }
    }

    /// Adds the leaves of `want` in declared order; `at` is where it stands.
    fn collect<'a>(&mut self, want: &'a Want, at: Place, leaves: &mut Vec<Leaf<'a>>) {
        match want {
            // Each of these is one component, an opaque one if it is more than a tensor.
            Want::Tensor(_) | Want::Ragged(_) | Want::Sparse(_) | Want::Optional(_) | Want::Dataset(_) => {
                leaves.push(Leaf { want, at });
            }
            Want::Map(_) | Want::Any => self.flat_composite(want, &at.path),
            Want::Unit => {}
            Want::Batched(inner) => {
                self.collect(inner, Place { axes: at.axes.batched(), ..at }, leaves);
            }
            Want::Struct(fields) => {
                if at.axes.narrow.is_some() {
                    self.shape_of_struct(fields, &at.path, at.axes);
                }
                for field in fields.fields {
                    let path = field.key.path(&at.path);
                    let mut keys = at.keys.clone();
                    keys.push(field.key);
                    let optional = match &at.optional {
                        None if field.optional => Some(path.clone()),
                        outer => outer.clone(),
                    };
                    let inner = Place { path, axes: at.axes.field(field), keys, optional };
                    self.collect(&field.want, inner, leaves);
                }
            }
        }
    }

    fn other_count(&mut self, want: &Want, leaves: usize, components: &[TensorSpec]) {
        let have = ElementSpec::Flat(components.to_vec());
        let kind = MismatchKind::Arity { want: leaves, have: components.len() };
        let text = format!("`{}` of {}", want.rust_name(), counted(leaves, "component"));
        let count = format!("{}: {}", counted(components.len(), "component"), have.one_line());
        let remedy = format!("a field for each, in flattened order: `{}`", have.rust_type());
        self.report(&Path::root(), kind, text, count, remedy);
    }
}
