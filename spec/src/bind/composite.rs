//! Wants that are more than a dense tensor: ragged, sparse, optional, nested, and open structures.

use super::{Axes, Binder, MismatchKind, Part, Slot};
use crate::element::Path;
use crate::{DType, ElementSpec, ItemWant, Want};

impl Binder {
    /// A ragged tensor; a dense one with an axis 0 will do, as one ragged dimension when it is stacked.
    pub(super) fn ragged(&mut self, want: &ItemWant, have: &Part<'_>, axes: Axes) {
        let dtype = match have.spec {
            ElementSpec::Ragged(spec) => spec.dtype,
            ElementSpec::Tensor(spec) if spec.shape.rank().is_none_or(|rank| rank > axes.leading) => {
                spec.dtype
            }
            _ => return self.other_kind(want, "a ragged tensor", have),
        };
        if !axes.cast.takes(want.dtype, dtype) {
            return self.other_dtype(want, dtype, have);
        }
        self.slots.push(Slot::Ragged { index: have.first, path: have.path.text(), dtype });
    }

    pub(super) fn sparse(&mut self, want: &ItemWant, have: &Part<'_>, axes: Axes) {
        let ElementSpec::Sparse(spec) = have.spec else {
            return self.other_kind(want, "a sparse tensor", have);
        };
        if !axes.cast.takes(want.dtype, spec.dtype) {
            return self.other_dtype(want, spec.dtype, have);
        }
        self.slots.push(Slot::Sparse { index: have.first, path: have.path.text(), dtype: spec.dtype });
    }

    /// A `tf.experimental.Optional`, or anything else as one that is always there.
    pub(super) fn optional(&mut self, want: &Want, have: Part<'_>, axes: Axes) {
        match have.spec {
            ElementSpec::None => self.slots.push(Slot::Absent { path: have.path.text() }),
            ElementSpec::Optional(inner) => {
                let slots = self.inner(want, inner, &have.path, axes.inside());
                self.slots.push(Slot::Optional { index: have.first, path: have.path.text(), slots });
            }
            _ => {
                self.slots.push(Slot::Present);
                self.part(want, have, axes);
            }
        }
    }

    /// A `tf.experimental.Optional` for a field that has a default where it holds nothing.
    pub(super) fn or_default(&mut self, want: &Want, inner: &ElementSpec, have: &Part<'_>, axes: Axes) {
        let slots = self.inner(want, inner, &have.path, axes.inside());
        self.slots.push(Slot::OrDefault { index: have.first, path: have.path.text(), slots });
    }

    pub(super) fn dataset(&mut self, want: &Want, have: &Part<'_>) {
        let ElementSpec::Dataset(inner) = have.spec else {
            let text = have.spec.one_line();
            let kind = MismatchKind::Structure { want: "a nested dataset".into(), have: text.clone() };
            let wanted = format!("`Vec<{}>`, a nested dataset", want.rust_name());
            return self.report(&have.path, kind, wanted, text, have.spec.rust_types());
        };
        let slots = self.inner(want, inner, &have.path, Axes::default());
        self.slots.push(Slot::Dataset { index: have.first, path: have.path.text(), slots });
    }

    /// A dict, whatever its keys: each member is bound to the same want.
    pub(super) fn map(&mut self, want: &Want, have: &Part<'_>, axes: Axes) {
        let (ElementSpec::Dict(_) | ElementSpec::NamedTuple { .. }) = have.spec else {
            let text = have.spec.one_line();
            let kind = MismatchKind::Structure { want: "a dict".into(), have: text.clone() };
            let wanted = format!("`BTreeMap<String, {}>`, a dict", want.rust_name());
            return self.report(&have.path, kind, wanted, text, have.spec.rust_types());
        };
        let members = super::structure::named_members(have);
        self.slots.push(Slot::Map { keys: members.iter().map(|(key, _)| (*key).to_owned()).collect() });
        for (_, member) in members {
            self.part(want, member, axes);
        }
    }

    /// Anything: one slot a component.
    pub(super) fn any(&mut self, have: &Part<'_>) {
        self.slots.push(Slot::Any { spec: have.spec.clone(), path: have.path.text() });
        for (number, component) in have.spec.components().into_iter().enumerate() {
            let dtype = component.leaf.dtype().unwrap_or(DType::Variant);
            if dtype.rust_name().is_none() {
                let kind = MismatchKind::NoRustType { want: dtype, have: dtype };
                let (have_text, write) = (component.leaf.one_line(), "no `Value` for it".to_owned());
                self.report(&have.path, kind, "`Value`".into(), have_text, write);
            }
            self.slots.push(Slot::Raw { index: have.first + number });
        }
    }

    pub(super) fn unit(&mut self, have: &Part<'_>) {
        if *have.spec != ElementSpec::None {
            let text = have.spec.one_line();
            let kind = MismatchKind::Structure { want: "None".into(), have: text.clone() };
            self.report(&have.path, kind, "`()`, Python's None".into(), text, have.spec.rust_types());
        }
    }

    /// Binds a want to the element of an optional or a nested dataset, whose components are numbered anew.
    fn inner(&mut self, want: &Want, spec: &ElementSpec, path: &Path, axes: Axes) -> Vec<Slot> {
        let outer = std::mem::take(&mut self.slots);
        self.part(want, Part { spec, first: 0, path: path.clone() }, axes);
        std::mem::replace(&mut self.slots, outer)
    }

    fn other_kind(&mut self, want: &ItemWant, kind: &str, have: &Part<'_>) {
        let text = have.spec.one_line();
        let wanted = format!("`{}`, {kind} of {}", want.rust, want.dtype);
        let kind = MismatchKind::Structure { want: kind.to_owned(), have: text.clone() };
        self.report(&have.path, kind, wanted, text, have.spec.rust_types());
    }

    fn other_dtype(&mut self, want: &ItemWant, dtype: DType, have: &Part<'_>) {
        let kind = match dtype.rust_name() {
            Some(_) => MismatchKind::DType { want: want.dtype, have: dtype },
            None => MismatchKind::NoRustType { want: want.dtype, have: dtype },
        };
        let wanted = format!("`{}`, {}", want.rust, want.dtype);
        self.report(&have.path, kind, wanted, have.spec.one_line(), have.spec.rust_types());
    }

    /// A leaf that is more than a tensor, against components of which only dtype and shape are recorded.
    pub(super) fn flat_composite(&mut self, want: &Want, path: &Path) {
        let kind = MismatchKind::Unsupported { have: "a component without a recorded structure".into() };
        self.report(
            path,
            kind,
            format!("`{}`", want.rust_name()),
            "dtypes and shapes only".into(),
            "a signature that returns the dataset itself records what this needs".into(),
        );
    }
}
