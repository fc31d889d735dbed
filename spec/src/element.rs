mod batch;
mod components;
mod display;
mod path;

use crate::{DType, Shape};
pub use components::Component;
pub(crate) use components::Step;
pub(crate) use path::Path;
pub use path::quoted;

/// What one element of a dataset is: `tf.data.Dataset.element_spec`.
///
/// The leaves are *components*. They are numbered in the order in which TensorFlow flattens the structure:
/// dicts by key in byte order, tuples and named tuples by position. Every leaf is one component, ragged and
/// sparse ones too; [`ElementSpec::None`] is no component at all.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ElementSpec {
    /// A dense tensor (`tf.TensorSpec`).
    Tensor(TensorSpec),
    /// A ragged tensor (`tf.RaggedTensorSpec`).
    Ragged(RaggedSpec),
    /// A sparse tensor (`tf.SparseTensorSpec`); the shape is the dense shape.
    Sparse(TensorSpec),
    /// A `tf.TensorArray`; the shape is that of one of its tensors.
    TensorArray(TensorSpec),
    /// `tf.IndexedSlices`: two components (values, indices), or three (with a dense shape).
    IndexedSlices {
        /// The dtype and dense shape of the whole.
        values: TensorSpec,
        /// The dtype of the indices.
        indices: DType,
        /// Whether a dense shape is stored as a third component.
        has_dense_shape: bool,
    },
    /// A `tf.experimental.Optional`.
    Optional(Box<ElementSpec>),
    /// A nested dataset (`tf.data.DatasetSpec`).
    Dataset(Box<ElementSpec>),
    /// Python's `None`: nothing is stored.
    None,
    /// A dict, keys in byte order.
    Dict(Vec<(String, ElementSpec)>),
    /// A tuple or list.
    Tuple(Vec<ElementSpec>),
    /// A named tuple (or attrs class), fields in their declared order.
    NamedTuple {
        /// The Python class.
        name: String,
        /// The fields.
        fields: Vec<(String, ElementSpec)>,
    },
    /// Components whose structure is not recorded: a serialized graph stores dtypes and shapes only. The
    /// struct that reads them supplies the structure. Only ever the root.
    Flat(Vec<TensorSpec>),
}

/// The dtype and static shape of a dense tensor (`tf.TensorSpec`).
#[derive(Clone, Debug, PartialEq)]
pub struct TensorSpec {
    /// The type of its items.
    pub dtype: DType,
    /// Its static shape.
    pub shape: Shape,
}

/// The static description of a ragged tensor (`tf.RaggedTensorSpec`).
#[derive(Clone, Debug, PartialEq)]
pub struct RaggedSpec {
    /// The type of its items.
    pub dtype: DType,
    /// Its shape, ragged dimensions unknown.
    pub shape: Shape,
    /// The number of ragged dimensions; 0 is a dense vector that is typed as ragged.
    pub ragged_rank: usize,
    /// The dtype of the row splits, [`DType::I64`] or [`DType::I32`].
    pub row_splits: DType,
}

impl TensorSpec {
    /// A tensor spec of this dtype and shape.
    pub fn new(dtype: DType, shape: Shape) -> Self {
        Self { dtype, shape }
    }
}
