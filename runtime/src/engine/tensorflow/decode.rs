//! What the outputs of `IteratorGetNext` are, and the ops that turn those that are opaque into tensors.

use std::sync::Arc;

use tfdata_spec::{DType, ElementSpec};

use super::optional::{self, Look};
use super::steps::Steps;
use super::tuning::Tuning;
use super::variant::Variant;
use crate::component::{Component, RaggedParts, SparseParts};
use crate::libtensorflow::{Error, Graph, Output, Result, Tensor};

/// How one component is taken from an output of `IteratorGetNext`.
#[derive(Clone)]
pub(super) struct Decode {
    /// What is fetched for it.
    pub(super) fetches: Vec<Output>,
    kind: Kind,
}

#[derive(Clone)]
enum Kind {
    Tensor,
    Ragged,
    Sparse,
    /// An optional that was looked into: whether it holds something, and what.
    Optional(Vec<Decode>),
    /// An optional, or a batch of them, that is still to be looked into.
    Unread(Arc<Look>),
    Dataset(Arc<[ElementSpec]>),
}

/// A component of an element that has been fetched.
pub(super) enum Held {
    Tensor(Tensor),
    Ragged(Vec<Tensor>),
    Sparse(Box<[Tensor; 3]>),
    Optional(Option<Vec<Held>>),
    /// A batch of optionals that is still to be looked into.
    Unread(Tensor),
    /// A batch of optionals.
    Optionals(Vec<Option<Vec<Held>>>),
    Dataset(Vec<Vec<Held>>),
}

impl Decode {
    /// Adds the ops for a component of this kind behind `output`; `name` is theirs alone.
    pub(super) fn add(graph: &Graph, output: Output, leaf: &ElementSpec, name: &str) -> Result<Self> {
        let (fetches, kind) = match leaf {
            ElementSpec::Ragged(spec) => {
                let rank = i64::try_from(spec.ragged_rank).unwrap_or(i64::MAX);
                let tensors = graph
                    .op("RaggedTensorFromVariant", name)
                    .input(output)
                    .attr("input_ragged_rank", -1_i64)
                    .attr("output_ragged_rank", rank)
                    .attr("Tvalues", spec.dtype)
                    .attr("Tsplits", spec.row_splits)
                    .finish()?;
                ((0..=spec.ragged_rank).map(|index| tensors.output(index)).collect(), Kind::Ragged)
            }
            ElementSpec::Sparse(spec) => {
                let tensors = graph
                    .op("DeserializeSparse", name)
                    .input(output)
                    .attr("dtype", spec.dtype)
                    .attr("Tserialized", DType::Variant)
                    .finish()?;
                ((0..3).map(|index| tensors.output(index)).collect(), Kind::Sparse)
            }
            ElementSpec::TensorArray(spec) => {
                let shape = Arc::new(Tensor::from_bytes(DType::I32, &[], &(-1_i32).to_ne_bytes())?);
                let shape = graph
                    .op("Const", &format!("{name}/shape"))
                    .attr("dtype", DType::I32)
                    .attr_tensor("value", shape)
                    .finish()?;
                let stacked = graph
                    .op("TensorListStack", name)
                    .input(output)
                    .input(shape)
                    .attr("element_dtype", spec.dtype)
                    .attr("num_elements", -1_i64)
                    .finish()?;
                (vec![stacked.output(0)], Kind::Tensor)
            }
            ElementSpec::Optional(inner) => {
                let (has_value, parts) = optional::look_into(graph, output, inner, name)?;
                let of_parts = parts.iter().flat_map(|part| part.fetches.iter().copied());
                ([has_value].into_iter().chain(of_parts).collect(), Kind::Optional(parts))
            }
            ElementSpec::Dataset(inner) => {
                let leaves = inner.components().into_iter().map(|component| component.leaf).collect();
                (vec![output], Kind::Dataset(leaves))
            }
            _ => (vec![output], Kind::Tensor),
        };
        Ok(Self { fetches, kind })
    }

    /// The same for a component of an element itself. Of an optional, what the dataset declares does not tell whether
    /// it is a batch of optionals.
    pub(super) fn add_unread(graph: &Graph, output: Output, leaf: &ElementSpec, name: &str) -> Result<Self> {
        match leaf {
            ElementSpec::Optional(_) => {
                let kind = Kind::Unread(Arc::new(Look::add(graph, leaf, name)?));
                Ok(Self { fetches: vec![output], kind })
            }
            _ => Self::add(graph, output, leaf, name),
        }
    }

    /// Takes the component's tensors from the front of those that a step fetched.
    pub(super) fn hold(
        &self,
        fetched: &mut dyn Iterator<Item = Tensor>,
        dataset: &Arc<Variant>,
    ) -> Result<Held> {
        let mut next = || fetched.next().ok_or(Error::Null { function: "TF_SessionRun" });
        Ok(match &self.kind {
            Kind::Tensor => Held::Tensor(next()?),
            Kind::Ragged => Held::Ragged(self.fetches.iter().map(|_| next()).collect::<Result<_>>()?),
            Kind::Sparse => Held::Sparse(Box::new([next()?, next()?, next()?])),
            Kind::Optional(parts) => {
                if next()?.bytes() != Some(&[1]) {
                    // What is there instead of a value.
                    self.fetches.iter().skip(1).try_for_each(|_| next().map(drop))?;
                    return Ok(Held::Optional(None));
                }
                let parts = parts.iter().map(|part| part.hold(fetched, dataset));
                Held::Optional(Some(parts.collect::<Result<_>>()?))
            }
            Kind::Unread(look) => {
                let tensor = next()?;
                match tensor.dims().is_empty() {
                    true => look.look(&tensor, dataset)?,
                    false => Held::Unread(tensor),
                }
            }
            Kind::Dataset(leaves) => Held::Dataset(elements(next()?, leaves, dataset)?),
        })
    }
}

/// The elements of a dataset.
pub(super) fn elements(
    tensor: Tensor,
    leaves: &[ElementSpec],
    dataset: &Arc<Variant>,
) -> Result<Vec<Vec<Held>>> {
    let mut steps = Steps::start(dataset, Arc::new(tensor), leaves, None, Tuning::Off)?;
    let mut elements = Vec::new();
    loop {
        let mut element = Vec::with_capacity(leaves.len());
        if !steps.next(&mut element)? {
            return Ok(elements);
        }
        elements.push(element);
    }
}

impl Held {
    /// The component as columns take it; the dtype that has no items to read, if there is one.
    pub(super) fn component(&self) -> Result<Component<'_>, DType> {
        Ok(match self {
            Self::Tensor(tensor) | Self::Unread(tensor) => dense(tensor)?,
            Self::Ragged(tensors) => {
                let Some((values, row_splits)) = tensors.split_last() else { return Err(DType::Variant) };
                let row_splits = row_splits.iter().map(dense).collect::<Result<_, _>>()?;
                Component::Ragged(Box::new(RaggedParts { row_splits, values: dense(values)? }))
            }
            Self::Sparse(tensors) => {
                let [indices, values, dense_shape] = &**tensors;
                Component::Sparse(Box::new(SparseParts {
                    indices: dense(indices)?,
                    values: dense(values)?,
                    dense_shape: dense(dense_shape)?,
                }))
            }
            Self::Optional(None) => Component::Optional(None),
            Self::Optional(Some(held)) => Component::Optional(Some(components(held)?)),
            Self::Optionals(rows) => Component::Optionals(
                rows.iter()
                    .map(|held| held.as_deref().map(components).transpose())
                    .collect::<Result<_, _>>()?,
            ),
            Self::Dataset(elements) => Component::Dataset(
                elements.iter().map(|element| components(element)).collect::<Result<_, _>>()?,
            ),
        })
    }
}

fn components(held: &[Held]) -> Result<Vec<Component<'_>>, DType> {
    held.iter().map(Held::component).collect()
}

fn dense(tensor: &Tensor) -> Result<Component<'_>, DType> {
    let shape = tensor.dims();
    if tensor.dtype() == DType::String {
        return Ok(Component::Strings { shape, strings: tensor });
    }
    let bytes = tensor.bytes().ok_or(tensor.dtype())?;
    Ok(Component::Plain { dtype: tensor.dtype(), shape, bytes })
}
