//! An element spec as JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tfdata_spec::{DType, ElementSpec, RaggedSpec, Shape, TensorSpec};

/// The spec as JSON: `{"dict": {"feat": {"tensor": {"dtype": "float32", "shape": [null, 3]}}}}`. Unknown
/// dimensions are `null`, and so is the shape where the rank is unknown.
pub fn spec_to_json(spec: &ElementSpec) -> serde_json::Value {
    // Nothing in it can fail to be JSON: all keys are strings.
    serde_json::to_value(Spec::from(spec)).unwrap_or_default()
}

/// The spec that [`spec_to_json`] wrote.
///
/// # Errors
/// What in it is no spec.
pub fn spec_from_json(json: &serde_json::Value) -> Result<ElementSpec, String> {
    Spec::deserialize(json).map_err(|error| error.to_string())?.read()
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Spec {
    Tensor(Tensor),
    Ragged {
        #[serde(flatten)]
        tensor: Tensor,
        ragged_rank: usize,
        row_splits: String,
    },
    Sparse(Tensor),
    TensorArray(Tensor),
    IndexedSlices {
        #[serde(flatten)]
        values: Tensor,
        indices: String,
        has_dense_shape: bool,
    },
    Optional(Box<Spec>),
    Dataset(Box<Spec>),
    None,
    Dict(BTreeMap<String, Spec>),
    Tuple(Vec<Spec>),
    NamedTuple {
        name: String,
        fields: Vec<(String, Spec)>,
    },
    Flat(Vec<Tensor>),
}

#[derive(Serialize, Deserialize)]
struct Tensor {
    dtype: String,
    shape: Option<Vec<Option<usize>>>,
}

impl From<&TensorSpec> for Tensor {
    fn from(spec: &TensorSpec) -> Self {
        Self { dtype: spec.dtype.to_string(), shape: spec.shape.dims().map(<[_]>::to_vec) }
    }
}

impl Tensor {
    fn read(self) -> Result<TensorSpec, String> {
        Ok(TensorSpec::new(dtype(&self.dtype)?, self.shape.map_or(Shape::UNKNOWN, Shape::new)))
    }
}

fn dtype(name: &str) -> Result<DType, String> {
    let named = ["variant", "resource"].iter().find(|known| **known == name);
    let special = match named {
        Some(&"variant") => Some(DType::Variant),
        Some(_) => Some(DType::Resource),
        None => name.strip_prefix("dtype#").and_then(|number| Some(DType::from_number(number.parse().ok()?))),
    };
    special.or_else(|| DType::from_name(name)).ok_or_else(|| format!("the dtype {name:?} is unknown"))
}

impl From<&ElementSpec> for Spec {
    fn from(spec: &ElementSpec) -> Self {
        let named = |fields: &[(String, ElementSpec)]| {
            fields.iter().map(|(name, spec)| (name.clone(), Self::from(spec))).collect::<Vec<_>>()
        };
        match spec {
            ElementSpec::Tensor(spec) => Self::Tensor(spec.into()),
            ElementSpec::Ragged(RaggedSpec { dtype, shape, ragged_rank, row_splits }) => Self::Ragged {
                tensor: (&TensorSpec::new(*dtype, shape.clone())).into(),
                ragged_rank: *ragged_rank,
                row_splits: row_splits.to_string(),
            },
            ElementSpec::Sparse(spec) => Self::Sparse(spec.into()),
            ElementSpec::TensorArray(spec) => Self::TensorArray(spec.into()),
            ElementSpec::IndexedSlices { values, indices, has_dense_shape } => Self::IndexedSlices {
                values: values.into(),
                indices: indices.to_string(),
                has_dense_shape: *has_dense_shape,
            },
            ElementSpec::Optional(inner) => Self::Optional(Box::new(Self::from(&**inner))),
            ElementSpec::Dataset(inner) => Self::Dataset(Box::new(Self::from(&**inner))),
            ElementSpec::Dict(features) => Self::Dict(named(features).into_iter().collect()),
            ElementSpec::Tuple(members) => Self::Tuple(members.iter().map(Self::from).collect()),
            ElementSpec::NamedTuple { name, fields } => {
                Self::NamedTuple { name: name.clone(), fields: named(fields) }
            }
            ElementSpec::Flat(components) => Self::Flat(components.iter().map(Tensor::from).collect()),
            // `None`; any kind that is new gets its place here with its own reader.
            _ => Self::None,
        }
    }
}

impl Spec {
    fn read(self) -> Result<ElementSpec, String> {
        Ok(match self {
            Self::Tensor(spec) => ElementSpec::Tensor(spec.read()?),
            Self::Ragged { tensor, ragged_rank, row_splits } => {
                let TensorSpec { dtype: items, shape } = tensor.read()?;
                let row_splits = dtype(&row_splits)?;
                ElementSpec::Ragged(RaggedSpec { dtype: items, shape, ragged_rank, row_splits })
            }
            Self::Sparse(spec) => ElementSpec::Sparse(spec.read()?),
            Self::TensorArray(spec) => ElementSpec::TensorArray(spec.read()?),
            Self::IndexedSlices { values, indices, has_dense_shape } => ElementSpec::IndexedSlices {
                values: values.read()?,
                indices: dtype(&indices)?,
                has_dense_shape,
            },
            Self::Optional(inner) => ElementSpec::Optional(Box::new(inner.read()?)),
            Self::Dataset(inner) => ElementSpec::Dataset(Box::new(inner.read()?)),
            Self::None => ElementSpec::None,
            Self::Dict(features) => {
                let read = |(key, spec): (String, Self)| Ok::<_, String>((key, spec.read()?));
                ElementSpec::dict(features.into_iter().map(read).collect::<Result<Vec<_>, _>>()?)
            }
            Self::Tuple(members) => {
                ElementSpec::Tuple(members.into_iter().map(Self::read).collect::<Result<_, _>>()?)
            }
            Self::NamedTuple { name, fields } => {
                let read = |(key, spec): (String, Self)| Ok::<_, String>((key, spec.read()?));
                ElementSpec::NamedTuple {
                    name,
                    fields: fields.into_iter().map(read).collect::<Result<_, _>>()?,
                }
            }
            Self::Flat(components) => {
                ElementSpec::Flat(components.into_iter().map(Tensor::read).collect::<Result<_, _>>()?)
            }
        })
    }
}
