use crate::DType;

/// What a dataset has, in constants: a [`crate::ElementSpec`] as a macro writes it down, for [`crate::accepts`].
#[derive(Clone, Copy, Debug)]
pub struct Have {
    /// The path in the dataset: `meta.pos`; `_` for the whole element.
    pub path: &'static str,
    /// What it is, in one line: `float32 [3]`.
    pub text: &'static str,
    /// What to write for it: `` `[f32; 3]` or `Array1<f32>` ``.
    pub write: &'static str,
    /// What it is, to be compared.
    pub kind: HaveKind,
    /// Whether every component in it has a dtype for which there is a Rust type.
    pub readable: bool,
}

/// What a part of a dataset is.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum HaveKind {
    /// A dense tensor.
    Tensor(TensorHave),
    /// A tensor array, described as the tensor that it is when stacked.
    TensorArray(TensorHave),
    /// A ragged tensor with items of this dtype.
    Ragged(DType),
    /// A sparse tensor with items of this dtype.
    Sparse(DType),
    /// An optional of this.
    Optional(&'static Have),
    /// A nested dataset of these.
    Dataset(&'static Have),
    /// A TFDS sequence.
    Sequence {
        /// As what it is read unless a nested dataset is wanted: one more axis in front of each tensor.
        stacked: &'static Have,
        /// One of what there is a number of.
        rows: &'static Have,
    },
    /// Python's `None`.
    None,
    /// A dict, its keys in byte order.
    Dict(&'static [(&'static str, Have)]),
    /// A named tuple; indexed slices are one too.
    NamedTuple(&'static [(&'static str, Have)]),
    /// A tuple; names are positions.
    Tuple(&'static [(&'static str, Have)]),
    /// Components whose structure is not recorded.
    Flat(&'static [(&'static str, Have)]),
}

/// The dtype and static shape of a dense tensor.
#[derive(Clone, Copy, Debug)]
pub struct TensorHave {
    /// The type of its items.
    pub dtype: DType,
    /// Its dimensions; `None` where the rank is unknown.
    pub shape: Option<&'static [Option<usize>]>,
}
