//! What the outputs of `IteratorGetNext` are, and the ops that turn those that are opaque into tensors.

use std::sync::Arc;

use tfdata_spec::{DType, ElementSpec, Shape};

use super::call::Call;
use super::steps::Steps;
use super::tuning::Tuning;
use super::variant::Variant;
use crate::component::{Component, RaggedParts, SparseParts};
use crate::libtensorflow::{Attr, Error, Graph, Output, Result, Tensor};

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
    /// The ops that look into a fetched optional; what it holds.
    Optional(Arc<Look>, Arc<ElementSpec>),
    Dataset(Arc<[ElementSpec]>),
}

/// The ops that look into an optional, which is fed to them.
struct Look {
    optional: Output,
    has_value: Output,
    parts: Vec<Decode>,
}

/// A component of an element that has been fetched.
pub(super) enum Held {
    Tensor(Tensor),
    Ragged(Vec<Tensor>),
    Sparse(Box<[Tensor; 3]>),
    Optional(Option<Vec<Held>>),
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
                let look = Arc::new(Look::add(graph, inner, name)?);
                (vec![output], Kind::Optional(look, Arc::new(leaf.clone())))
            }
            ElementSpec::Dataset(inner) => {
                let leaves = inner.components().into_iter().map(|component| component.leaf).collect();
                (vec![output], Kind::Dataset(leaves))
            }
            _ => (vec![output], Kind::Tensor),
        };
        Ok(Self { fetches, kind })
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
            Kind::Optional(look, leaf) => {
                let optional = next()?;
                match optional.dims().is_empty() {
                    true => Held::Optional(look.look(&optional, dataset)?),
                    false => optionals(optional, leaf, dataset)?,
                }
            }
            Kind::Dataset(leaves) => Held::Dataset(elements(next()?, leaves, dataset)?),
        })
    }
}

/// The elements of a dataset.
fn elements(tensor: Tensor, leaves: &[ElementSpec], dataset: &Arc<Variant>) -> Result<Vec<Vec<Held>>> {
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

/// What each of a batch of optionals holds. They are taken apart as the elements of a dataset, since the ops that look
/// into an optional take one at a time.
fn optionals(batch: Tensor, leaf: &ElementSpec, dataset: &Arc<Variant>) -> Result<Held> {
    let slices = Call::new("TensorSliceDataset")
        .list(vec![Arc::new(batch)])
        .attr("Toutput_types", vec![DType::Variant])
        .attr("output_shapes", vec![Shape::scalar()]);
    let slices = dataset.host.call(slices)?;
    let optionals = elements(slices, std::slice::from_ref(leaf), dataset)?.into_iter().map(|mut element| {
        match element.pop() {
            Some(Held::Optional(held)) => held,
            _ => None,
        }
    });
    Ok(Held::Optionals(optionals.collect()))
}

impl Look {
    fn add(graph: &Graph, inner: &ElementSpec, name: &str) -> Result<Self> {
        let components = inner.components();
        let optional =
            graph.op("Placeholder", &format!("{name}/optional")).attr("dtype", DType::Variant).finish()?;
        let has_value =
            graph.op("OptionalHasValue", &format!("{name}/has_value")).input(optional).finish()?;
        let types: Vec<DType> = components.iter().map(|component| component.tensor.dtype).collect();
        let shapes = vec![tfdata_spec::Shape::UNKNOWN; components.len()];
        let value = graph
            .op("OptionalGetValue", &format!("{name}/value"))
            .input(optional)
            .attr("output_types", Attr::Types(types))
            .attr("output_shapes", Attr::Shapes(shapes))
            .finish()?;
        let parts = components
            .iter()
            .enumerate()
            .map(|(index, component)| {
                Decode::add(graph, value.output(index), &component.leaf, &format!("{name}/{index}"))
            })
            .collect::<Result<_>>()?;
        Ok(Self { optional: optional.output(0), has_value: has_value.output(0), parts })
    }

    /// What the optional holds.
    fn look(&self, optional: &Tensor, dataset: &Arc<Variant>) -> Result<Option<Vec<Held>>> {
        let session = &dataset.host.session;
        let has_value = session.run(&[(self.optional, optional)], &[self.has_value], &[])?;
        if has_value.first().and_then(Tensor::bytes) != Some(&[1]) {
            return Ok(None);
        }
        let fetches: Vec<Output> = self.parts.iter().flat_map(|part| part.fetches.iter().copied()).collect();
        let mut tensors = session.run(&[(self.optional, optional)], &fetches, &[])?.into_iter();
        let parts = self.parts.iter().map(|part| part.hold(&mut tensors, dataset));
        parts.collect::<Result<_>>().map(Some)
    }
}

impl Held {
    /// The component as columns take it; the dtype that has no items to read, if there is one.
    pub(super) fn component(&self) -> Result<Component<'_>, DType> {
        Ok(match self {
            Self::Tensor(tensor) => dense(tensor)?,
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
