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
        }
    }

    /// What it is, in words.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Tensor(_) => "a tensor",
            Self::Ragged { .. } => "a ragged tensor",
            Self::Sparse { .. } => "a sparse tensor",
            Self::Optional(_) => "an optional",
            Self::Dataset(_) => "a nested dataset",
        }
    }
}

/// What is lent of each.
pub(crate) fn components(parts: &[Part]) -> Vec<Component<'_>> {
    parts.iter().map(Part::component).collect()
}
