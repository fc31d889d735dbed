use crate::component::{Component, RaggedParts, SparseParts};
use crate::tensor::Tensor;

/// A component that is not an engine's: one of an element that leaves its Rust type, or one that is made up.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// A dense tensor.
    Tensor(Tensor),
    /// A ragged tensor.
    Ragged {
        /// The row splits, the outermost first.
        row_splits: Vec<Tensor>,
        /// The items of all rows.
        values: Tensor,
    },
    /// A sparse tensor.
    Sparse {
        /// Where the values stand.
        indices: Tensor,
        /// The values.
        values: Tensor,
        /// The shape of the whole.
        dense_shape: Tensor,
    },
    /// An optional: the components of what it holds, if anything.
    Optional(Option<Vec<Part>>),
    /// A nested dataset: the components of each of its elements.
    Dataset(Vec<Vec<Part>>),
    /// A nested dataset whose elements are the rows of these, which are a batch.
    Slices(Vec<Part>),
    /// A batch of components that have no encoding as one: a row each.
    Rows(Vec<Part>),
}

impl Part {
    /// What is lent of it.
    pub(crate) fn component(&self) -> Component<'_> {
        match self {
            Self::Tensor(tensor) => tensor.component(),
            Self::Ragged { row_splits, values } => Component::Ragged(Box::new(RaggedParts {
                row_splits: row_splits.iter().map(Tensor::component).collect(),
                values: values.component(),
            })),
            Self::Sparse { indices, values, dense_shape } => Component::Sparse(Box::new(SparseParts {
                indices: indices.component(),
                values: values.component(),
                dense_shape: dense_shape.component(),
            })),
            Self::Optional(parts) => Component::Optional(parts.as_deref().map(components)),
            Self::Dataset(elements) => {
                Component::Dataset(elements.iter().map(|element| components(element)).collect())
            }
            // On their way into a dataset only, which takes them as they are.
            Self::Slices(_) | Self::Rows(_) => Component::Dataset(Vec::new()),
        }
    }

    /// The length of axis 0 of a batch.
    pub(crate) fn rows(&self) -> usize {
        let first = |tensor: &Tensor| tensor.shape().first().copied().unwrap_or_default();
        match self {
            Self::Tensor(tensor) => first(tensor),
            Self::Ragged { row_splits, values } => match row_splits.first() {
                Some(splits) => first(splits).saturating_sub(1),
                None => first(values),
            },
            Self::Sparse { dense_shape, .. } => {
                let bytes = dense_shape.bytes().get(..8).and_then(|bytes| bytes.try_into().ok());
                bytes.and_then(|bytes| usize::try_from(i64::from_ne_bytes(bytes)).ok()).unwrap_or_default()
            }
            Self::Rows(rows) => rows.len(),
            Self::Optional(_) | Self::Dataset(_) | Self::Slices(_) => 0,
        }
    }

    /// What it is, in words.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Tensor(_) => "a tensor",
            Self::Ragged { .. } => "a ragged tensor",
            Self::Sparse { .. } => "a sparse tensor",
            Self::Optional(_) => "an optional",
            Self::Dataset(_) | Self::Slices(_) => "a nested dataset",
            Self::Rows(_) => "a batch that is no tensor",
        }
    }
}

/// What is lent of each.
pub(crate) fn components(parts: &[Part]) -> Vec<Component<'_>> {
    parts.iter().map(Part::component).collect()
}
