use tfdata_spec::DType;

use crate::component::{Component, RaggedParts, SparseParts, StringItems};
use crate::error::{Error, Result};

/// A component that is kept.
#[derive(Debug)]
pub(super) enum Owned {
    Plain {
        dtype: DType,
        shape: Vec<usize>,
        bytes: Vec<u8>,
    },
    Strings {
        shape: Vec<usize>,
        strings: Packed,
    },
    /// The row splits, the outermost first, and the values.
    Ragged(Vec<Self>, Box<Self>),
    /// The indices, the values and the dense shape.
    Sparse(Box<[Self; 3]>),
    Optional(Option<Vec<Self>>),
    Optionals(Vec<Option<Vec<Self>>>),
}

/// Strings, one after the other.
#[derive(Debug, Default)]
pub(super) struct Packed {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Packed {
    pub(super) fn push(&mut self, string: &[u8]) {
        self.bytes.extend_from_slice(string);
        self.ends.push(self.bytes.len());
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    pub(super) fn extend(&mut self, strings: &dyn StringItems) {
        (0..strings.len()).for_each(|index| self.push(strings.get(index)));
    }
}

impl StringItems for Packed {
    fn len(&self) -> usize {
        self.ends.len()
    }
    fn get(&self, index: usize) -> &[u8] {
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(index).copied().unwrap_or(start);
        self.bytes.get(start..end).unwrap_or_default()
    }
}

impl Owned {
    /// Memory for one.
    pub(super) fn empty() -> Self {
        Self::Plain { dtype: DType::U8, shape: Vec::new(), bytes: Vec::new() }
    }

    /// A copy.
    ///
    /// # Errors
    /// For nested datasets, which no native source has.
    pub(super) fn of(component: &Component<'_>) -> Result<Self> {
        Ok(match component {
            Component::Plain { dtype, shape, bytes } => {
                Self::Plain { dtype: *dtype, shape: shape.to_vec(), bytes: bytes.to_vec() }
            }
            Component::Strings { shape, strings } => {
                let mut packed = Packed::default();
                packed.extend(*strings);
                Self::Strings { shape: shape.to_vec(), strings: packed }
            }
            Component::Ragged(parts) => {
                let splits = parts.row_splits.iter().map(Self::of).collect::<Result<_>>()?;
                Self::Ragged(splits, Box::new(Self::of(&parts.values)?))
            }
            Component::Sparse(parts) => Self::Sparse(Box::new([
                Self::of(&parts.indices)?,
                Self::of(&parts.values)?,
                Self::of(&parts.dense_shape)?,
            ])),
            Component::Optional(inside) => Self::Optional(all_of(inside.as_deref())?),
            Component::Optionals(rows) => {
                Self::Optionals(rows.iter().map(|inside| all_of(inside.as_deref())).collect::<Result<_>>()?)
            }
            Component::Dataset(_) => return Err(not_native()),
        })
    }

    /// Takes the place of what is here, and its memory where it is of the same kind.
    pub(super) fn set(&mut self, component: &Component<'_>) -> Result<()> {
        match (self, component) {
            (Self::Plain { dtype, shape, bytes }, Component::Plain { dtype: d, shape: s, bytes: b }) => {
                *dtype = *d;
                refill(shape, s);
                refill(bytes, b);
            }
            (Self::Strings { shape, strings }, Component::Strings { shape: s, strings: items }) => {
                refill(shape, s);
                strings.clear();
                strings.extend(*items);
            }
            (Self::Ragged(splits, values), Component::Ragged(parts)) => {
                keep(splits, &parts.row_splits)?;
                values.set(&parts.values)?;
            }
            (Self::Sparse(kept), Component::Sparse(parts)) => {
                let [indices, values, dense_shape] = &mut **kept;
                indices.set(&parts.indices)?;
                values.set(&parts.values)?;
                dense_shape.set(&parts.dense_shape)?;
            }
            (Self::Optional(Some(kept)), Component::Optional(Some(inside))) => keep(kept, inside)?,
            (this, component) => *this = Self::of(component)?,
        }
        Ok(())
    }

    /// What is lent of it.
    pub(super) fn component(&self) -> Component<'_> {
        match self {
            Self::Plain { dtype, shape, bytes } => Component::Plain { dtype: *dtype, shape, bytes },
            Self::Strings { shape, strings } => Component::Strings { shape, strings },
            Self::Ragged(splits, values) => Component::Ragged(Box::new(RaggedParts {
                row_splits: splits.iter().map(Self::component).collect(),
                values: values.component(),
            })),
            Self::Sparse(parts) => {
                let [indices, values, dense_shape] = &**parts;
                Component::Sparse(Box::new(SparseParts {
                    indices: indices.component(),
                    values: values.component(),
                    dense_shape: dense_shape.component(),
                }))
            }
            Self::Optional(inside) => Component::Optional(inside.as_deref().map(components)),
            Self::Optionals(rows) => {
                Component::Optionals(rows.iter().map(|inside| inside.as_deref().map(components)).collect())
            }
        }
    }
}

/// Copies of all that an optional holds, if anything.
fn all_of(inside: Option<&[Component<'_>]>) -> Result<Option<Vec<Owned>>> {
    inside.map(|inside| inside.iter().map(Owned::of).collect()).transpose()
}

/// What is lent of each.
pub(super) fn components(owned: &[Owned]) -> Vec<Component<'_>> {
    owned.iter().map(Owned::component).collect()
}

/// Other items in the same memory.
pub(super) fn refill<T: Copy>(items: &mut Vec<T>, from: &[T]) {
    items.clear();
    items.extend_from_slice(from);
}

/// Keeps the components of an element in the memory of another one.
pub(super) fn keep(element: &mut Vec<Owned>, components: &[Component<'_>]) -> Result<()> {
    element.truncate(components.len());
    for (index, component) in components.iter().enumerate() {
        match element.get_mut(index) {
            Some(owned) => owned.set(component)?,
            None => element.push(Owned::of(component)?),
        }
    }
    Ok(())
}

/// What cannot be, unless a plan was taken for native that is not.
pub(super) fn not_native() -> Error {
    Error::Argument {
        method: "Engine::Native".into(),
        reason: "a component is a nested dataset, which only TensorFlow makes".into(),
    }
}

/// An empty vector for components of any lifetime, in the memory of this one.
pub(super) fn lent_anew<'b>(components: Vec<Component<'static>>) -> Vec<Component<'b>> {
    components
}

/// An empty vector in the memory of this one: no allocation, since nothing is left in it.
pub(super) fn lent_again(mut components: Vec<Component<'_>>) -> Vec<Component<'static>> {
    components.clear();
    components.into_iter().map_while(|_| None).collect()
}
