mod composite;
mod flat;
mod leaf;
mod mismatch;
mod nearest;
mod structure;

use crate::element::Path;
use crate::{Cast, DType, Dims, ElementSpec, FieldWant, Key, StructWant, Want};
pub use mismatch::{Mismatch, MismatchKind, Mismatches};
pub use nearest::nearest;

/// Where each leaf of a [`Want`] finds its data: the result of [`bind()`].
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// One slot for each leaf of the want, in the order of its leaves; one for all the leaves of an absent
    /// field.
    pub slots: Vec<Slot>,
}

/// Where one leaf of a [`Want`] finds its data.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Slot {
    /// In this component of the dataset's element, a dense tensor.
    Tensor {
        /// The component's number in the flattened element.
        index: usize,
        /// The component's path in the dataset: `meta.pos`, `1.kind`, `_` for a bare tensor.
        path: String,
        /// The dtype that the component has.
        dtype: DType,
        /// The dimensions that each element must have: those that the type wants, narrowed by the field's
        /// `shape` attribute. Checked again at run time, since a dataset may declare less than that.
        dims: Dims,
    },
    /// In this component, a ragged tensor, or a dense one with an axis 0.
    Ragged {
        /// The component's number in the flattened element.
        index: usize,
        /// The component's path in the dataset.
        path: String,
        /// The dtype of its items.
        dtype: DType,
    },
    /// In this component, a sparse tensor.
    Sparse {
        /// The component's number in the flattened element.
        index: usize,
        /// The component's path in the dataset.
        path: String,
        /// The dtype of its items.
        dtype: DType,
    },
    /// In this component, an optional, whose own components these slots number.
    Optional {
        /// The component's number in the flattened element.
        index: usize,
        /// The component's path in the dataset.
        path: String,
        /// Where the leaves of what it holds find their data.
        slots: Vec<Slot>,
    },
    /// In this component, an optional, for a field that is none itself: where the optional holds nothing, the
    /// field takes its default.
    OrDefault {
        /// The component's number in the flattened element.
        index: usize,
        /// The component's path in the dataset.
        path: String,
        /// Where the leaves of what it holds find their data.
        slots: Vec<Slot>,
    },
    /// In this component, a nested dataset, the components of whose elements these slots number.
    Dataset {
        /// The component's number in the flattened element.
        index: usize,
        /// The component's path in the dataset.
        path: String,
        /// Where the leaves of its elements find their data.
        slots: Vec<Slot>,
    },
    /// In the slots that follow: what is optional for the type is always there in the dataset.
    Present,
    /// In the slots that follow: those of the member with the first key, then the second …
    Map {
        /// The keys, in byte order.
        keys: Vec<String>,
    },
    /// In the slots that follow, a [`Slot::Raw`] for each component.
    Any {
        /// What is there.
        spec: ElementSpec,
        /// Its path in the dataset.
        path: String,
    },
    /// In this component, whatever it is.
    Raw {
        /// The component's number in the flattened element.
        index: usize,
    },
    /// Nowhere: the field is absent from the dataset and takes its default.
    Absent {
        /// The path at which it was looked for.
        path: String,
    },
}

/// Finds the component for each leaf of `want` in `have`.
///
/// - A struct with named fields is matched to a dict or a named tuple, by name. Features that no field names
///   are passed over, unless the struct is [`StructWant::exact`].
/// - A tuple or tuple struct is matched to a tuple or a named tuple, by position. Where its fields are numbered
///   0, 1, 2 … it must be as long as the tuple, since a member dropped by mistake would go unseen. Where the
///   numbers leave a gap, the fields are a selection, and the rest is passed over.
/// - An optional field that is absent, or is Python's `None`, takes one [`Slot::Absent`]. One that the dataset has
///   as an optional, while its type wants what that holds, takes one [`Slot::OrDefault`].
/// - A dimension or rank that the dataset doesn't declare fits anything, and is left to the check at run time.
/// - [`ElementSpec::Flat`] records no structure: the want's own leaves are numbered as TensorFlow would flatten
///   them (named fields by key in byte order, tuples by position), and there must be as many. Optional fields
///   are then all there or, where that is what the number says, all absent. A variant is what [`crate::declared()`]
///   says that the want is. [`Want::Any`] takes them as they are.
///
/// # Errors
/// Every mismatch at once.
///
/// ```
/// use tfdata_spec::{DType, Dims, ElementSpec, FieldWant, Shape, StructKind, StructWant, Want, bind};
///
/// const WANT: Want = Want::Struct(StructWant {
///     name: "Weather",
///     kind: StructKind::Named,
///     fields: &[FieldWant::named("temp", Want::tensor(DType::F32, Dims::SCALAR, "f32"))],
///     exact: false,
/// });
/// let have = ElementSpec::dict([("mean_temp", ElementSpec::tensor(DType::F32, Shape::scalar()))]);
/// let error = bind(&WANT, &have).unwrap_err();
/// assert!(error.to_string().contains("name it `mean_temp`"));
/// ```
pub fn bind(want: &Want, have: &ElementSpec) -> Result<Binding, Mismatches> {
    let mut binder = Binder::default();
    match have {
        ElementSpec::Flat(components) if !matches!(want, Want::Any) => binder.flat(want, components),
        _ => binder.part(want, Part { spec: have, first: 0, path: Path::root() }, Axes::default()),
    }
    if binder.mismatches.is_empty() {
        Ok(Binding { slots: binder.slots })
    } else {
        Err(Mismatches { name: want.rust_name().to_owned(), all: binder.mismatches })
    }
}

/// What has been found so far.
#[derive(Default)]
struct Binder {
    slots: Vec<Slot>,
    mismatches: Vec<Mismatch>,
}

/// A part of the dataset's element.
#[derive(Clone)]
struct Part<'a> {
    spec: &'a ElementSpec,
    /// The number of its first component.
    first: usize,
    path: Path,
}

/// What surrounds a want and changes the dimensions of its leaves.
#[derive(Clone, Copy, Default)]
struct Axes {
    /// How many axes batching has put in front.
    leading: usize,
    /// The `shape` attribute of the field, and how many of the leading axes were put in front outside of it.
    narrow: Option<(Dims, usize)>,
    /// The `cast` attribute of the field.
    cast: Cast,
}

impl Axes {
    /// Inside of a batch.
    fn batched(self) -> Self {
        Self { leading: self.leading.saturating_add(1), ..self }
    }

    /// Inside of an optional, whose value batching leaves as it is.
    fn inside(self) -> Self {
        Self { leading: 0, narrow: self.narrow.map(|(dims, _)| (dims, 0)), ..self }
    }

    /// Inside of this field.
    fn field(self, field: &FieldWant) -> Self {
        let cast = if field.cast == Cast::No { self.cast } else { field.cast };
        Self { narrow: field.shape.map(|dims| (dims, self.leading)), cast, ..self }
    }
}

impl Binder {
    /// Binds what `want` asks for to this part of the element.
    fn part(&mut self, want: &Want, have: Part<'_>, axes: Axes) {
        if let Some(fields) = have.spec.slices_as_fields() {
            return self.part(want, Part { spec: &fields, ..have }, axes);
        }
        match want {
            Want::Tensor(tensor) => self.leaf(tensor, &have, axes),
            Want::Batched(inner) => self.part(inner, have, axes.batched()),
            Want::Ragged(items) => self.ragged(items, &have, axes),
            Want::Sparse(items) => self.sparse(items, &have, axes),
            Want::Optional(inner) => self.optional(inner, have, axes),
            Want::Dataset(inner) => self.dataset(inner, &have),
            Want::Map(inner) => self.map(inner, &have, axes),
            Want::Any => self.any(&have),
            Want::Unit => self.unit(&have),
            Want::Struct(fields) if axes.narrow.is_some() => self.shape_of_struct(fields, &have.path, axes),
            Want::Struct(fields) => self.structure(fields, &have, axes),
        }
    }

    fn report(&mut self, path: &Path, kind: MismatchKind, want: String, have: String, remedy: String) {
        self.mismatches.push(Mismatch { path: path.text(), kind, want, have, remedy });
    }

    fn shape_of_struct(&mut self, want: &StructWant, path: &Path, axes: Axes) {
        let shape = axes.narrow.map_or(Dims::ANY, |(shape, _)| shape).to_shape();
        self.report(
            path,
            MismatchKind::ShapeOfStruct,
            format!("`{}` with `shape = {shape}`", want.name),
            "-".into(),
            "`shape` on the fields of the struct: only a tensor has one".into(),
        );
    }
}

impl Want {
    /// The Rust type, as the user wrote it.
    pub fn rust_name(&self) -> &'static str {
        match self {
            Self::Tensor(tensor) => tensor.rust,
            Self::Struct(fields) => fields.name,
            Self::Ragged(items) | Self::Sparse(items) => items.rust,
            Self::Any => "Value",
            Self::Unit => "()",
            Self::Batched(inner) | Self::Optional(inner) | Self::Dataset(inner) | Self::Map(inner) => {
                inner.rust_name()
            }
        }
    }
}

impl Key {
    /// The path of this member of what stands at `path`.
    fn path(self, path: &Path) -> Path {
        match self {
            Self::Name(name) => path.key(name),
            Self::Index(index) => path.index(index),
        }
    }
}
