use super::path::Path;
use crate::{DType, ElementSpec, Shape, TensorSpec};

/// One component of an element: a leaf of its structure, which the dataset delivers as one tensor.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// Its path: `meta.pos`, `1.kind`, `_` for a bare tensor. Keys that don't read as one word are quoted:
    /// `meta."a.b"`.
    pub path: String,
    /// The tensor that TensorFlow moves: for a ragged or sparse component, an optional, a nested dataset or
    /// a tensor array this is a [`DType::Variant`] of unknown shape.
    pub tensor: TensorSpec,
    /// The leaf that it is, for instance [`ElementSpec::Ragged`].
    pub leaf: ElementSpec,
}

/// A step from a part of an element to one of its members.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl ElementSpec {
    /// A dict with these features, put in the byte order of their keys.
    pub fn dict<K: Into<String>>(features: impl IntoIterator<Item = (K, Self)>) -> Self {
        let mut features: Vec<_> = features.into_iter().map(|(key, spec)| (key.into(), spec)).collect();
        features.sort_by(|(a, _), (b, _)| a.cmp(b));
        Self::Dict(features)
    }

    /// A dense tensor of this dtype and shape.
    pub fn tensor(dtype: DType, shape: Shape) -> Self {
        Self::Tensor(TensorSpec::new(dtype, shape))
    }

    /// Indexed slices as a named tuple of the tensors that they are.
    pub fn slices_as_fields(&self) -> Option<Self> {
        let Self::IndexedSlices { .. } = self else { return None };
        let names = ["values", "indices", "dense_shape"].map(str::to_owned);
        let tensors = self.components().into_iter().map(|component| Self::Tensor(component.tensor));
        Some(Self::NamedTuple {
            name: "IndexedSlices".into(),
            fields: names.into_iter().zip(tensors).collect(),
        })
    }

    /// The dtype of a leaf's items: of a dense, ragged or sparse tensor or a tensor array. What an optional or a
    /// nested dataset holds counts as its first component.
    pub fn dtype(&self) -> Option<DType> {
        match self {
            Self::Tensor(spec) | Self::Sparse(spec) | Self::TensorArray(spec) => Some(spec.dtype),
            Self::Ragged(spec) => Some(spec.dtype),
            Self::IndexedSlices { values, .. } => Some(values.dtype),
            Self::Optional(inner) | Self::Dataset(inner) => inner.components().first()?.leaf.dtype(),
            _ => None,
        }
    }

    /// The components in TensorFlow's order, each with its path.
    pub fn components(&self) -> Vec<Component> {
        let mut all = Vec::new();
        self.collect(&Path::root(), &mut all);
        all
    }

    /// The number of components.
    pub fn component_count(&self) -> usize {
        match self {
            Self::None => 0,
            Self::IndexedSlices { has_dense_shape, .. } => 2 + usize::from(*has_dense_shape),
            Self::Flat(components) => components.len(),
            Self::Dict(_) | Self::Tuple(_) | Self::NamedTuple { .. } => {
                self.members().iter().map(|(_, member)| member.component_count()).sum()
            }
            _ => 1,
        }
    }

    /// The members of a dict, tuple or named tuple in the order in which their components are numbered.
    pub(crate) fn members(&self) -> Vec<(Step<'_>, &Self)> {
        match self {
            Self::Dict(features) => {
                let mut members: Vec<_> = features.iter().map(|(key, spec)| (key.as_str(), spec)).collect();
                members.sort_by_key(|(key, _)| *key);
                members.into_iter().map(|(key, spec)| (Step::Key(key), spec)).collect()
            }
            Self::NamedTuple { fields, .. } => {
                fields.iter().map(|(name, spec)| (Step::Key(name), spec)).collect()
            }
            Self::Tuple(members) => {
                members.iter().enumerate().map(|(index, spec)| (Step::Index(index), spec)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn collect(&self, path: &Path, all: &mut Vec<Component>) {
        let mut leaf =
            |path: &Path, tensor| all.push(Component { path: path.text(), tensor, leaf: self.clone() });
        match self {
            Self::None => {}
            Self::Tensor(spec) => leaf(path, spec.clone()),
            Self::Ragged(_) | Self::Sparse(_) => leaf(path, variant()),
            Self::TensorArray(_) | Self::Optional(_) | Self::Dataset(_) => leaf(path, variant()),
            Self::IndexedSlices { values, indices, has_dense_shape } => {
                let rows = values.shape.without_leading().map(|row| row.with_leading(None));
                let mut dense = |key: &str, tensor: TensorSpec| {
                    let leaf = Self::Tensor(tensor.clone());
                    all.push(Component { path: path.key(key).text(), tensor, leaf });
                };
                dense("values", TensorSpec::new(values.dtype, rows.unwrap_or(Shape::UNKNOWN)));
                dense("indices", TensorSpec::new(*indices, Shape::new([None])));
                if *has_dense_shape {
                    dense("dense_shape", TensorSpec::new(DType::I64, Shape::new([None])));
                }
            }
            Self::Flat(components) => {
                for (index, spec) in components.iter().enumerate() {
                    let leaf = Self::Tensor(spec.clone());
                    all.push(Component { path: path.index(index).text(), tensor: spec.clone(), leaf });
                }
            }
            Self::Dict(_) | Self::Tuple(_) | Self::NamedTuple { .. } => {
                for (step, member) in self.members() {
                    member.collect(&path.member(step), all);
                }
            }
        }
    }
}

impl Path {
    /// The path of this member.
    pub(crate) fn member(&self, step: Step<'_>) -> Self {
        match step {
            Step::Key(key) => self.key(key),
            Step::Index(index) => self.index(index),
        }
    }
}

fn variant() -> TensorSpec {
    TensorSpec::new(DType::Variant, Shape::UNKNOWN)
}
