//! What an element in memory is on its way into a dataset: dense tensors, and what is made of several.

use ndarray::Array1;
use tfdata_spec::{DType, ElementSpec, RaggedSpec, Shape, TensorSpec};

use crate::element::Item;
use crate::error::{Error, Result};
use crate::part::Part;
use crate::tensor::Tensor;

/// An element, or a part of one: what it is, and its components in the order of the flattened element.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    pub(crate) spec: ElementSpec,
    pub(crate) components: Vec<Part>,
}

impl Branch {
    /// A leaf.
    pub(crate) fn leaf(spec: ElementSpec, component: Part) -> Self {
        Self { spec, components: vec![component] }
    }

    /// A dense tensor.
    pub(crate) fn tensor(tensor: Tensor) -> Self {
        Self::leaf(ElementSpec::Tensor(tensor.spec()), Part::Tensor(tensor))
    }

    /// A ragged tensor.
    pub(crate) fn ragged(values: Tensor, row_splits: Vec<Array1<i64>>) -> Self {
        let rows = row_splits
            .first()
            .map_or(values.shape().first().copied(), |splits| Some(splits.len().saturating_sub(1)));
        let inner = values.shape().iter().skip(1).map(|size| Some(*size));
        let lengths = row_splits.iter().map(|_| None);
        let spec = RaggedSpec {
            dtype: values.dtype(),
            shape: Shape::new([rows].into_iter().chain(lengths).chain(inner).collect::<Vec<_>>()),
            ragged_rank: row_splits.len(),
            row_splits: DType::I64,
        };
        let row_splits = row_splits.into_iter().map(integers).collect();
        Self::leaf(ElementSpec::Ragged(spec), Part::Ragged { row_splits, values })
    }

    /// A sparse tensor; `indices` has the shape `[number of values, rank]`.
    pub(crate) fn sparse(indices: Vec<i64>, values: Tensor, dense_shape: Array1<i64>) -> Self {
        let (count, rank) = (values.shape().first().copied().unwrap_or(0), dense_shape.len());
        let dims: Vec<Option<usize>> = dense_shape.iter().map(|size| usize::try_from(*size).ok()).collect();
        let spec = TensorSpec::new(values.dtype(), Shape::new(dims));
        let indices = <i64 as Item>::tensor(vec![count, rank], indices);
        let dense_shape = integers(dense_shape);
        Self::leaf(ElementSpec::Sparse(spec), Part::Sparse { indices, values, dense_shape })
    }

    /// An optional; `empty` says what it would hold where it holds nothing.
    pub(crate) fn optional(held: Option<Self>, empty: impl FnOnce() -> ElementSpec) -> Self {
        let (spec, held) = match held {
            Some(held) => (held.spec, Some(held.components)),
            None => (empty(), None),
        };
        Self::leaf(ElementSpec::Optional(Box::new(spec)), Part::Optional(held))
    }

    /// A nested dataset of these elements; `empty` says what they would be where there are none.
    ///
    /// # Errors
    /// If they differ in structure or dtype.
    pub(crate) fn dataset(elements: Vec<Self>, empty: impl FnOnce() -> ElementSpec) -> Result<Self> {
        let (spec, elements) = common(elements, empty)?;
        Ok(Self::leaf(ElementSpec::Dataset(Box::new(spec)), Part::Dataset(elements)))
    }

    /// A nested dataset of the rows of a batch.
    pub(crate) fn slices(batch: Self) -> Result<Self> {
        let spec = rows_of(&batch.spec).ok_or_else(|| cannot("a scalar has no rows".into()))?;
        Ok(Self::leaf(ElementSpec::Dataset(Box::new(spec)), Part::Slices(batch.components)))
    }

    /// A batch of these rows, for each component that of each row.
    ///
    /// # Errors
    /// If they differ in structure or dtype.
    pub(crate) fn rows(rows: Vec<Self>, empty: impl FnOnce() -> ElementSpec) -> Result<Self> {
        let count = rows.len();
        let (spec, rows) = common(rows, empty)?;
        let mut columns: Vec<Vec<Part>> = spec.components().iter().map(|_| Vec::new()).collect();
        for row in rows {
            columns.iter_mut().zip(row).for_each(|(column, component)| column.push(component));
        }
        let components = columns.into_iter().map(Part::Rows).collect();
        Ok(Self { spec: spec.batched(Some(count)), components })
    }
}

/// What all the parts are, and the components of each.
fn common(parts: Vec<Branch>, empty: impl FnOnce() -> ElementSpec) -> Result<(ElementSpec, Vec<Vec<Part>>)> {
    let mut spec: Option<ElementSpec> = None;
    let mut all = Vec::with_capacity(parts.len());
    for part in parts {
        spec = Some(match spec {
            None => part.spec,
            Some(spec) => spec.common(&part.spec).ok_or_else(|| {
                cannot(format!("elements differ in structure or dtype: one is {spec}, another {}", part.spec))
            })?,
        });
        all.push(part.components);
    }
    Ok((spec.unwrap_or_else(empty), all))
}

/// What the rows of a batch in memory are. Unlike in a pipeline, an optional or a nested dataset stands for a
/// batch of them.
pub(crate) fn rows_of(batch: &ElementSpec) -> Option<ElementSpec> {
    let fields = |fields: &[(String, ElementSpec)]| -> Option<Vec<_>> {
        fields.iter().map(|(name, spec)| Some((name.clone(), rows_of(spec)?))).collect()
    };
    Some(match batch {
        ElementSpec::Optional(_) | ElementSpec::Dataset(_) => batch.clone(),
        ElementSpec::Dict(features) => ElementSpec::Dict(fields(features)?),
        ElementSpec::Tuple(members) => {
            ElementSpec::Tuple(members.iter().map(rows_of).collect::<Option<_>>()?)
        }
        ElementSpec::NamedTuple { name, fields: members } => {
            ElementSpec::NamedTuple { name: name.clone(), fields: fields(members)? }
        }
        other => other.unbatched()?,
    })
}

/// The components as dense tensors; `None` if one is not.
pub(crate) fn dense(components: &[Part]) -> Option<Vec<Tensor>> {
    let tensor = |component: &Part| match component {
        Part::Tensor(tensor) => Some(tensor.clone()),
        _ => None,
    };
    components.iter().map(tensor).collect()
}

fn integers(items: Array1<i64>) -> Tensor {
    <i64 as Item>::tensor(vec![items.len()], items.to_vec())
}

pub(crate) fn cannot(reason: String) -> Error {
    Error::Argument { method: "a dataset from memory".into(), reason }
}
