use bytes::{Bytes, BytesMut};
use tfdata_spec::DType;

/// One component of an element (or of a batch) as an engine lends it to a column: its dtype, its shape, and its
/// items where they lie. Nothing is copied to make one.
#[derive(Clone)]
#[non_exhaustive]
pub enum Component<'a> {
    /// Items of a fixed size, one after the other in row-major order, in the byte order of this machine. The
    /// bytes need not be aligned.
    Plain {
        /// The dtype, one with a size.
        dtype: DType,
        /// The shape.
        shape: &'a [usize],
        /// The items.
        bytes: &'a [u8],
    },
    /// Strings, in row-major order.
    Strings {
        /// The shape.
        shape: &'a [usize],
        /// The strings.
        strings: &'a dyn StringItems,
    },
    /// A ragged tensor.
    Ragged(Box<RaggedParts<'a>>),
    /// A sparse tensor.
    Sparse(Box<SparseParts<'a>>),
    /// An optional: the components of what it holds, if anything.
    Optional(Option<Vec<Component<'a>>>),
    /// A batch of optionals: of each, the components of what it holds, if anything.
    Optionals(Vec<Option<Vec<Component<'a>>>>),
    /// A nested dataset: the components of each of its elements.
    Dataset(Vec<Vec<Component<'a>>>),
}

/// The tensors that make up a ragged one (`tf.RaggedTensor`).
#[derive(Clone)]
pub struct RaggedParts<'a> {
    /// The row splits of each ragged dimension, the outermost first: `nested_row_splits`.
    pub row_splits: Vec<Component<'a>>,
    /// The items of all rows, one after the other: `flat_values`.
    pub values: Component<'a>,
}

/// The tensors that make up a sparse one (`tf.SparseTensor`).
#[derive(Clone)]
pub struct SparseParts<'a> {
    /// Where the values stand: `[number of values, rank]`, int64.
    pub indices: Component<'a>,
    /// The values.
    pub values: Component<'a>,
    /// The shape of the whole: `[rank]`, int64.
    pub dense_shape: Component<'a>,
}

/// Strings wherever an engine keeps them.
pub trait StringItems: Sync {
    /// How many there are.
    fn len(&self) -> usize;
    /// String `index`, which is less than [`StringItems::len`].
    fn get(&self, index: usize) -> &[u8];
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// How many bytes they have together.
    fn bytes(&self) -> usize {
        (0..self.len()).map(|index| self.get(index).len()).sum()
    }
    /// Adds copies of those from number `from` on, as many as there is room for in `memory`, in which they lie.
    /// Returns how many.
    fn copy(&self, from: usize, memory: &mut BytesMut, items: &mut Vec<Bytes>) -> usize {
        let before = items.len();
        items.extend((from..self.len()).map(|index| self.get(index)).map_while(|string| {
            (string.len() <= memory.capacity()).then(|| {
                memory.extend_from_slice(string);
                memory.split().freeze()
            })
        }));
        items.len() - before
    }
}

impl<'a> Component<'a> {
    /// The shape of a dense tensor; empty for anything else.
    pub fn shape(&self) -> &'a [usize] {
        match self {
            Self::Plain { shape, .. } | Self::Strings { shape, .. } => shape,
            _ => &[],
        }
    }

    /// The dtype of the items; [`DType::Variant`] for optionals or a nested dataset.
    pub fn dtype(&self) -> DType {
        match self {
            Self::Plain { dtype, .. } => *dtype,
            Self::Strings { .. } => DType::String,
            Self::Ragged(parts) => parts.values.dtype(),
            Self::Sparse(parts) => parts.values.dtype(),
            Self::Optional(_) | Self::Optionals(_) | Self::Dataset(_) => DType::Variant,
        }
    }

    /// How many rows a batch has: the length of axis 0.
    pub(crate) fn rows(&self) -> Option<usize> {
        match self {
            Self::Plain { .. } | Self::Strings { .. } => self.shape().first().copied(),
            Self::Ragged(parts) => match parts.row_splits.first() {
                Some(splits) => splits.shape().first().map(|splits| splits.saturating_sub(1)),
                None => parts.values.rows(),
            },
            Self::Sparse(parts) => match &parts.dense_shape {
                Self::Plain { bytes, .. } => {
                    let rows = i64::from_ne_bytes(bytes.get(..8)?.try_into().ok()?);
                    usize::try_from(rows).ok()
                }
                _ => None,
            },
            Self::Optionals(rows) => Some(rows.len()),
            Self::Optional(_) | Self::Dataset(_) => None,
        }
    }
}
