use crate::{ElementSpec, RaggedSpec, TensorSpec};

impl ElementSpec {
    /// The spec after `batch(n)`: every tensor has one more axis in front, of size `n` where that is known
    /// (`drop_remainder`). Ragged tensors become more ragged by one.
    ///
    /// An optional stays as it is, since a batch has one for each of its elements; and so do a nested dataset, whose
    /// batch axis is not described here, and a tensor array, which TensorFlow can't batch.
    pub fn batched(&self, n: Option<usize>) -> Self {
        let tensor = |spec: &TensorSpec| TensorSpec::new(spec.dtype, spec.shape.with_leading(n));
        match self {
            Self::Tensor(spec) => Self::Tensor(tensor(spec)),
            Self::Sparse(spec) => Self::Sparse(tensor(spec)),
            Self::Ragged(spec) => Self::Ragged(RaggedSpec {
                shape: spec.shape.with_leading(n),
                ragged_rank: spec.ragged_rank.saturating_add(1),
                ..spec.clone()
            }),
            Self::Flat(components) => Self::Flat(components.iter().map(tensor).collect()),
            Self::Dict(features) => {
                Self::Dict(features.iter().map(|(key, spec)| (key.clone(), spec.batched(n))).collect())
            }
            Self::Tuple(members) => Self::Tuple(members.iter().map(|spec| spec.batched(n)).collect()),
            Self::NamedTuple { name, fields } => Self::NamedTuple {
                name: name.clone(),
                fields: fields.iter().map(|(field, spec)| (field.clone(), spec.batched(n))).collect(),
            },
            Self::None
            | Self::TensorArray(_)
            | Self::IndexedSlices { .. }
            | Self::Optional(_)
            | Self::Dataset(_) => self.clone(),
        }
    }

    /// The spec after `unbatch()`: every tensor without its first axis. `None` where a component has no axis
    /// to give up.
    pub fn unbatched(&self) -> Option<Self> {
        let tensor = |spec: &TensorSpec| Some(TensorSpec::new(spec.dtype, spec.shape.without_leading()?));
        Some(match self {
            Self::Tensor(spec) => Self::Tensor(tensor(spec)?),
            Self::Sparse(spec) => Self::Sparse(tensor(spec)?),
            Self::Ragged(spec) => Self::Ragged(RaggedSpec {
                shape: spec.shape.without_leading()?,
                ragged_rank: spec.ragged_rank.checked_sub(1)?,
                ..spec.clone()
            }),
            Self::Flat(components) => Self::Flat(components.iter().map(tensor).collect::<Option<_>>()?),
            Self::None | Self::Optional(_) => self.clone(),
            Self::Dict(features) => Self::Dict(unbatched_fields(features)?),
            Self::Tuple(members) => Self::Tuple(members.iter().map(Self::unbatched).collect::<Option<_>>()?),
            Self::NamedTuple { name, fields } => {
                Self::NamedTuple { name: name.clone(), fields: unbatched_fields(fields)? }
            }
            Self::TensorArray(_) | Self::IndexedSlices { .. } | Self::Dataset(_) => return None,
        })
    }

    /// The most precise spec that both are instances of, as for the two datasets of `concatenate`. `None`
    /// where structures or dtypes differ.
    pub fn common(&self, other: &Self) -> Option<Self> {
        let tensor = |a: &TensorSpec, b: &TensorSpec| {
            (a.dtype == b.dtype).then(|| TensorSpec::new(a.dtype, a.shape.common(&b.shape)))
        };
        Some(match (self, other) {
            (Self::Tensor(a), Self::Tensor(b)) => Self::Tensor(tensor(a, b)?),
            (Self::Sparse(a), Self::Sparse(b)) => Self::Sparse(tensor(a, b)?),
            (Self::TensorArray(a), Self::TensorArray(b)) => Self::TensorArray(tensor(a, b)?),
            (Self::Ragged(a), Self::Ragged(b)) => {
                let same =
                    a.dtype == b.dtype && a.ragged_rank == b.ragged_rank && a.row_splits == b.row_splits;
                Self::Ragged(same.then(|| RaggedSpec { shape: a.shape.common(&b.shape), ..a.clone() })?)
            }
            (
                Self::IndexedSlices { values: a, indices, has_dense_shape },
                Self::IndexedSlices { values: b, indices: other_indices, has_dense_shape: other_has },
            ) if indices == other_indices && has_dense_shape == other_has => Self::IndexedSlices {
                values: tensor(a, b)?,
                indices: *indices,
                has_dense_shape: *has_dense_shape,
            },
            (Self::Optional(a), Self::Optional(b)) => Self::Optional(Box::new(a.common(b)?)),
            (Self::Dataset(a), Self::Dataset(b)) => Self::Dataset(Box::new(a.common(b)?)),
            (Self::None, Self::None) => Self::None,
            (Self::Dict(a), Self::Dict(b)) => Self::Dict(common_fields(a, b)?),
            (Self::NamedTuple { name, fields: a }, Self::NamedTuple { name: other_name, fields: b })
                if name == other_name =>
            {
                Self::NamedTuple { name: name.clone(), fields: common_fields(a, b)? }
            }
            (Self::Tuple(a), Self::Tuple(b)) if a.len() == b.len() => {
                Self::Tuple(a.iter().zip(b).map(|(a, b)| a.common(b)).collect::<Option<_>>()?)
            }
            (Self::Flat(a), Self::Flat(b)) if a.len() == b.len() => {
                Self::Flat(a.iter().zip(b).map(|(a, b)| tensor(a, b)).collect::<Option<_>>()?)
            }
            _ => return None,
        })
    }
}

type Fields = Vec<(String, ElementSpec)>;

fn unbatched_fields(fields: &[(String, ElementSpec)]) -> Option<Fields> {
    fields.iter().map(|(name, spec)| Some((name.clone(), spec.unbatched()?))).collect()
}

fn common_fields(a: &[(String, ElementSpec)], b: &[(String, ElementSpec)]) -> Option<Fields> {
    if a.len() != b.len() {
        return None;
    }
    let both = |((name, a), (other, b)): (&(String, ElementSpec), &(String, ElementSpec))| {
        Some((name.clone(), if name == other { a.common(b)? } else { return None }))
    };
    a.iter().zip(b).map(both).collect()
}
