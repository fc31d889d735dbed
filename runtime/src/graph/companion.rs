//! Structs of tensors, which the derive generates with `#[element(tensors)]`.

use tfdata_spec::{Cast, DType, ElementSpec, FieldWant, Key, StructKind, StructWant, TensorSpec, Want};

use super::{FromUntyped, Outputs, Symbolic, Untyped};
use crate::element::Element;

/// The fields of an element like `want`, one after the other.
pub struct Members<'a> {
    element: &'a Untyped,
    fields: std::slice::Iter<'static, FieldWant>,
}

/// The fields of an element of this type, which is a struct.
pub fn members<'a, E: Element>(element: &'a Untyped) -> Members<'a> {
    Members { element, fields: fields(E::SPEC).fields.iter() }
}

fn fields(want: Want) -> StructWant {
    match want {
        Want::Struct(want) => want,
        Want::Batched(row) => fields(*row),
        _ => StructWant::TUPLE,
    }
}

impl Members<'_> {
    /// The tensors of the next field.
    pub fn field<T: FromUntyped>(&mut self) -> T {
        match self.fields.next() {
            Some(field) => T::from_untyped(&self.element.field(field)),
            None => T::from_untyped(self.element),
        }
    }

    /// The tensors of the next field, which is flattened: its own fields stand here.
    pub fn flattened<E: Element>(&mut self) -> E::Tensors {
        for _ in fields(E::SPEC).fields {
            self.fields.next();
        }
        E::Tensors::from_untyped(self.element)
    }
}

impl Untyped {
    /// The part of this element that the field reads.
    fn field(&self, field: &FieldWant) -> Self {
        let found = field.keys().find_map(|key| self.part(key));
        let Some(found) = found else {
            self.lacks(&match field.key {
                Key::Name(name) => format!("`{name}`"),
                Key::Index(index) => index.to_string(),
            });
            return self.clone();
        };
        match field.want {
            Want::Tensor(want) if field.cast != Cast::No => found.cast(want.dtype),
            _ => found,
        }
    }

    /// The numbers as those of this dtype.
    fn cast(&self, dtype: DType) -> Self {
        let ElementSpec::Tensor(TensorSpec { dtype: from, shape }) = &self.spec else { return self.clone() };
        if *from == dtype {
            return self.clone();
        }
        let number = self[0].graph.op("Cast").input(&self[0]).attr("DstT", dtype).finish();
        Self::of(&self[0].graph, &ElementSpec::tensor(dtype, shape.clone()), vec![number])
    }
}

/// What a function returns that is an `E`, which is a struct, put together field by field.
pub struct StructOutputs {
    want: StructWant,
    fields: std::slice::Iter<'static, FieldWant>,
    parts: Vec<(Key, Outputs)>,
}

impl StructOutputs {
    /// None yet.
    pub fn of<E: Element>() -> Self {
        let want = fields(E::SPEC);
        Self { want, fields: want.fields.iter(), parts: Vec::new() }
    }

    /// The next field.
    #[must_use]
    pub fn field(mut self, tensors: impl Symbolic) -> Self {
        self.parts.extend(self.fields.next().map(|field| (field.key, tensors.outputs())));
        self
    }

    /// The next field, which is a flattened `E`.
    #[must_use]
    pub fn flattened<E: Element>(mut self, tensors: impl Symbolic) -> Self {
        let names: Vec<FieldWant> =
            self.fields.by_ref().take(fields(E::SPEC).fields.len()).copied().collect();
        let parts = tensors.outputs().into_members();
        let part = |(name, part): (String, Outputs)| {
            let is_it = |field: &&FieldWant| matches!(field.key, Key::Name(key) if key == name);
            names.iter().find(is_it).map(|field| (field.key, part))
        };
        self.parts.extend(parts.into_iter().filter_map(part));
        self
    }

    /// All of them.
    pub fn finish(mut self) -> Outputs {
        self.parts.sort_by_key(|(key, _)| *key);
        if self.want.kind == StructKind::Tuple {
            return Outputs::tuple(self.parts.into_iter().map(|(_, part)| part).collect());
        }
        let named = |(key, part)| match key {
            Key::Name(name) => (str::to_owned(name), part),
            Key::Index(index) => (usize::to_string(&index), part),
        };
        Outputs::dict(self.parts.into_iter().map(named).collect())
    }
}
