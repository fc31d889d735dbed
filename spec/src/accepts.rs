//! The rules of [`crate::bind()`] in constants: whether a type fits a dataset is known when the type is compiled.

mod flat;
mod leaf;
mod message;
mod nearest;
mod structure;

use crate::{Cast, Dims, FieldWant, Have, HaveKind, StructWant, Want};
pub use flat::must_fit_flat;
pub use message::Message;
pub(crate) use structure::same;

/// Whether what a type wants can be read from what the dataset has: whether [`crate::bind()`] finds no mismatch.
///
/// ```
/// use tfdata_spec::{DType, Dims, Have, HaveKind, TensorHave, Want, accepts};
///
/// const HAVE: Have = Have {
///     path: "feat",
///     text: "float32 [3]",
///     write: "`[f32; 3]` or `Array1<f32>`",
///     kind: HaveKind::Tensor(TensorHave { dtype: DType::F32, shape: Some(&[Some(3)]) }),
///     readable: true,
/// };
/// const _: () = assert!(accepts(&Want::tensor(DType::F32, Dims::of_rank(1), "f32"), &HAVE));
/// const _: () = assert!(!accepts(&Want::tensor(DType::F64, Dims::of_rank(1), "f64"), &HAVE));
/// ```
pub const fn accepts(want: &Want, have: &Have) -> bool {
    misfit(want, have).is_none()
}

/// Stops the compiler where a field doesn't fit what the dataset has for it.
///
/// # Panics
/// In a constant, so at compile time: if it doesn't fit. The message says what the dataset has and what to write.
#[track_caller]
pub const fn must_fit(field: &FieldWant, have: &Have) {
    if let Some(misfit) = structure::field(field, have, Axes::NONE) {
        panic!("{}", Message::of(&misfit).as_str());
    }
}

/// The same for a field of the inner struct of a `flatten`, whose fields stand in this one.
///
/// # Panics
/// In a constant, so at compile time: if one of them doesn't fit.
#[track_caller]
pub const fn must_fit_flattened(want: &Want, have: &Have) {
    let Want::Struct(fields) = want else { return };
    let fields = StructWant { exact: false, ..*fields };
    if let Some(misfit) = structure::fields(&fields, have, Axes::NONE) {
        panic!("{}", Message::of(&misfit).as_str());
    }
}

/// The first mismatch, if there is one.
pub(crate) const fn misfit<'a>(want: &'a Want, have: &'a Have) -> Option<Misfit<'a>> {
    match have.kind {
        HaveKind::Flat(components) if !matches!(want, Want::Any) => flat::misfit(want, have, components),
        _ => part(want, have, Axes::NONE),
    }
}

/// A mismatch, with what a message needs of it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Misfit<'a> {
    /// Another dtype, shape or kind than this.
    Other(&'a Have),
    /// No such member in this.
    Missing(&'a Have, crate::Key),
    /// No field for this member, in the struct of this name.
    Unused(&'a Have, &'static str),
    /// So many fields for this tuple.
    Arity(&'a Have, usize),
    /// `shape` on a struct.
    ShapeOfStruct(&'a Have),
    /// `shape` contradicts this, or the type of the field.
    Attribute(&'a Have),
    /// More dimensions than can be described, in the field for this.
    TooManyDimensions(&'a Have),
    /// Something that is more than a tensor, where no structure is recorded.
    Unstructured(&'a Have),
    /// So many components are wanted of this, of which no structure is recorded.
    Count(&'a Have, usize),
}

/// What surrounds a want and changes the dimensions of its leaves.
#[derive(Clone, Copy)]
pub(crate) struct Axes {
    /// How many axes batching has put in front.
    leading: usize,
    /// The `shape` attribute of the field, and how many of the leading axes were put in front outside of it.
    narrow: Option<(Dims, usize)>,
    /// The `cast` attribute of the field.
    cast: Cast,
}

impl Axes {
    pub(crate) const NONE: Self = Self { leading: 0, narrow: None, cast: Cast::No };

    /// Inside of a batch.
    const fn batched(self) -> Self {
        Self { leading: self.leading + 1, ..self }
    }

    /// Inside of an optional, whose value batching leaves as it is.
    const fn inside(self) -> Self {
        let narrow = match self.narrow {
            Some((dims, _)) => Some((dims, 0)),
            None => None,
        };
        Self { leading: 0, narrow, ..self }
    }

    /// Inside of this field.
    const fn field(self, field: &FieldWant) -> Self {
        let narrow = match field.shape {
            Some(dims) => Some((dims, self.leading)),
            None => None,
        };
        let cast = match field.cast {
            Cast::No => self.cast,
            cast => cast,
        };
        Self { leading: self.leading, narrow, cast }
    }
}

/// The first mismatch between `want` and this part of the element.
const fn part<'a>(want: &'a Want, have: &'a Have, axes: Axes) -> Option<Misfit<'a>> {
    if let HaveKind::Sequence { stacked, rows } = have.kind {
        return match want {
            Want::Dataset(inner) => part(inner, rows, Axes::NONE),
            Want::Optional(inner) => part(inner, have, axes),
            _ => part(want, stacked, axes),
        };
    }
    match want {
        Want::Tensor(tensor) => leaf::tensor(tensor, have, axes),
        Want::Batched(inner) => part(inner, have, axes.batched()),
        Want::Ragged(items) => match have.kind {
            HaveKind::Ragged(dtype) => leaf::items(items, dtype, have, axes),
            HaveKind::Tensor(tensor) => match tensor.shape {
                Some(shape) if shape.len() <= axes.leading => Some(Misfit::Other(have)),
                _ => leaf::items(items, tensor.dtype, have, axes),
            },
            _ => Some(Misfit::Other(have)),
        },
        Want::Sparse(items) => match have.kind {
            HaveKind::Sparse(dtype) => leaf::items(items, dtype, have, axes),
            _ => Some(Misfit::Other(have)),
        },
        Want::Optional(inner) => match have.kind {
            HaveKind::None => None,
            HaveKind::Optional(held) => part(inner, held, axes.inside()),
            _ => part(inner, have, axes),
        },
        Want::Dataset(inner) => match have.kind {
            HaveKind::Dataset(element) => part(inner, element, Axes::NONE),
            _ => Some(Misfit::Other(have)),
        },
        Want::Map(inner) => match have.kind {
            HaveKind::Dict(members) | HaveKind::NamedTuple(members) => structure::all(inner, members, axes),
            _ => Some(Misfit::Other(have)),
        },
        Want::Any if have.readable => None,
        Want::Any => Some(Misfit::Other(have)),
        Want::Unit => match have.kind {
            HaveKind::None => None,
            _ => Some(Misfit::Other(have)),
        },
        Want::Struct(_) if axes.narrow.is_some() => Some(Misfit::ShapeOfStruct(have)),
        Want::Struct(fields) => structure::fields(fields, have, axes),
    }
}
