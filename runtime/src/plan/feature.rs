//! What is taken out of examples, feature by feature. Both engines read it the same way.

use tfdata_spec::{DType, ElementSpec, RaggedSpec, Shape};

use crate::tensor::Tensor;

/// A feature of an `Example`, or of a `SequenceExample`'s context: one component of the element.
///
/// A feature is *missing* from a record that has no such key, or has it without a list. One whose list is empty is
/// there, and has no values. A list of another kind than the dtype's is an error, even an empty one; so is any number
/// of values that [`Values`] does not allow.
#[derive(Debug)]
pub(crate) struct Feature {
    /// Its key in the record.
    pub(crate) name: String,
    /// Other keys. It is read under the first one of all that has values in the record; a list without values counts
    /// as none then.
    pub(crate) aliases: Vec<String>,
    /// `int64`, `float32` or `string`: a record has no others.
    pub(crate) dtype: DType,
    pub(crate) values: Values,
    /// Whether the component is an optional: nothing where the feature is missing *or has no values*, and where it
    /// has some, what `values` says.
    pub(crate) optional: bool,
}

/// How many values a feature has, and what becomes of them.
#[derive(Clone, Debug)]
pub(crate) enum Values {
    /// Always as many as this shape has: a dense tensor. Where the feature is missing, the default, and without one
    /// an error. `FixedLenFeature`.
    Fixed { shape: Vec<usize>, default: Option<Tensor> },
    /// Any number of rows of this shape: a dense tensor `[?, row…]`, without rows where the feature is missing.
    /// `FixedLenSequenceFeature(allow_missing=True)`.
    Variable { row: Vec<usize> },
    /// The same as a ragged tensor, with a level for each of the features that have the lengths of its rows, the
    /// outermost first. Without any, it has no levels, and so gets its first where elements are batched.
    /// `RaggedFeature(partitions=[RowLengths(..), ..])`.
    Ragged { row: Vec<usize>, row_lengths: Vec<String> },
    /// Any number of values, as a sparse vector. `VarLenFeature`.
    Sparse,
}

/// A feature list of a `SequenceExample`: one component of the element, with the steps along its first axis.
///
/// A list is *missing* from a record that has no such key.
#[derive(Debug)]
pub(crate) struct FeatureList {
    /// Its key in the record.
    pub(crate) name: String,
    /// Other keys. It is read under the first one of all that has steps in the record; a list without steps counts as
    /// missing then.
    pub(crate) aliases: Vec<String>,
    /// `int64`, `float32` or `string`.
    pub(crate) dtype: DType,
    pub(crate) steps: Steps,
    /// Whether a list that is missing counts as one without steps; else it is an error. Ragged and sparse lists may
    /// always be missing.
    pub(crate) allow_missing: bool,
    /// Whether the component is an optional: nothing where the list is missing or has no steps.
    pub(crate) optional: bool,
}

/// What each step of a feature list has.
#[derive(Debug)]
pub(crate) enum Steps {
    /// As many values as this shape has: a dense tensor `[?, row…]`. `FixedLenSequenceFeature`.
    Fixed { row: Vec<usize> },
    /// Any number of values: a ragged tensor of one level. `RaggedFeature`.
    Ragged,
    /// Any number of values: a sparse tensor `[steps, most values of a step]`. `VarLenFeature`.
    Sparse,
}

impl Feature {
    pub(crate) fn new(name: impl Into<String>, dtype: DType, values: Values) -> Self {
        Self { name: name.into(), aliases: Vec::new(), dtype, values, optional: false }
    }

    /// All its keys, the first one first.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.name).chain(&self.aliases)
    }

    /// What stands in for it where it is missing.
    pub(crate) fn default(&self) -> Option<&Tensor> {
        match &self.values {
            Values::Fixed { default, .. } => default.as_ref(),
            _ => None,
        }
    }

    /// The component that it becomes.
    pub(crate) fn spec(&self) -> ElementSpec {
        let dtype = self.dtype;
        wrapped(
            self.optional,
            match &self.values {
                Values::Fixed { shape, .. } => dense(dtype, 0, shape),
                Values::Variable { row } => dense(dtype, 1, row),
                Values::Ragged { row, row_lengths } => ragged(dtype, row_lengths.len(), row),
                Values::Sparse => sparse(dtype, 1),
            },
        )
    }
}

impl FeatureList {
    /// All its keys, the first one first.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.name).chain(&self.aliases)
    }

    /// The component that it becomes.
    pub(crate) fn spec(&self) -> ElementSpec {
        wrapped(
            self.optional,
            match &self.steps {
                Steps::Fixed { row } => dense(self.dtype, 1, row),
                Steps::Ragged => ragged(self.dtype, 1, &[]),
                Steps::Sparse => sparse(self.dtype, 2),
            },
        )
    }
}

fn wrapped(optional: bool, spec: ElementSpec) -> ElementSpec {
    if optional { ElementSpec::Optional(Box::new(spec)) } else { spec }
}

/// `[?, …, row…]`
fn shape(open: usize, row: &[usize]) -> Shape {
    Shape::new(std::iter::repeat_n(None, open).chain(row.iter().copied().map(Some)).collect::<Vec<_>>())
}

fn dense(dtype: DType, open: usize, row: &[usize]) -> ElementSpec {
    ElementSpec::tensor(dtype, shape(open, row))
}

fn ragged(dtype: DType, levels: usize, row: &[usize]) -> ElementSpec {
    let shape = shape(levels + 1, row);
    ElementSpec::Ragged(RaggedSpec { dtype, shape, ragged_rank: levels, row_splits: DType::I64 })
}

fn sparse(dtype: DType, rank: usize) -> ElementSpec {
    ElementSpec::Sparse(tfdata_spec::TensorSpec::new(dtype, shape(rank, &[])))
}
