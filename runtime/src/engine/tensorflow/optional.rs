//! Looking into optionals.

use std::sync::Arc;

use tfdata_spec::{DType, ElementSpec, Shape};

use super::call::Call;
use super::decode::{Decode, Held, elements};
use super::ops::Ops;
use super::variant::Variant;
use crate::libtensorflow::{Attr, Graph, Output, Result, Tensor};

/// The ops that look into an optional: whether it holds something, and what; where it doesn't, something else of
/// the same kinds, so that all can be fetched in one step.
pub(super) fn look_into(
    graph: &Graph,
    optional: Output,
    inner: &ElementSpec,
    name: &str,
) -> Result<(Output, Vec<Decode>)> {
    let ops = Ops::new(graph, format!("{name}/"));
    let components = inner.components();
    let has_value = ops.op("OptionalHasValue").input(optional).finish()?.output(0);
    let instead: Vec<Output> =
        components.iter().map(|component| instead(&ops, &component.leaf)).collect::<Result<_>>()?;
    let some = ops.either(has_value, optional, ops.some(&instead)?)?;
    let types: Vec<DType> = components.iter().map(|component| component.tensor.dtype).collect();
    let value = ops
        .op("OptionalGetValue")
        .input(some)
        .attr("output_types", Attr::Types(types))
        .attr("output_shapes", Attr::Shapes(vec![Shape::UNKNOWN; components.len()]))
        .finish()?;
    let parts = components.iter().enumerate().map(|(index, component)| {
        Decode::add(graph, value.output(index), &component.leaf, &format!("{name}/{index}"))
    });
    Ok((has_value, parts.collect::<Result<_>>()?))
}

/// A component of this kind.
fn instead(ops: &Ops<'_>, leaf: &ElementSpec) -> Result<Output> {
    match leaf {
        ElementSpec::Tensor(spec) => ops.zeros(spec.dtype, &[]),
        ElementSpec::Ragged(spec) => {
            let splits = (0..spec.ragged_rank).map(|_| ops.zeros(spec.row_splits, &[1]));
            ops.ragged(splits.collect::<Result<_>>()?, ops.zeros(spec.dtype, &[0])?)
        }
        ElementSpec::Sparse(spec) => {
            let rank = spec.shape.rank().unwrap_or(1);
            let (indices, values) = (ops.zeros(DType::I64, &[0, rank])?, ops.zeros(spec.dtype, &[0])?);
            ops.sparse([indices, values, ops.zeros(DType::I64, &[rank])?])
        }
        ElementSpec::TensorArray(spec) => {
            let (items, shape) = (ops.zeros(spec.dtype, &[1])?, ops.zeros(DType::I32, &[0])?);
            Ok(ops.op("TensorListFromTensor").input(items).input(shape).finish()?.output(0))
        }
        // Of these, nothing is taken but the tensor that stands for them.
        _ => ops.none(),
    }
}

/// The ops that look into an optional which is fed to them.
pub(super) struct Look {
    optional: Output,
    decode: Decode,
}

impl Look {
    pub(super) fn add(graph: &Graph, leaf: &ElementSpec, name: &str) -> Result<Self> {
        let optional = graph.op("Placeholder", &format!("{name}/optional")).attr("dtype", DType::Variant);
        let optional = optional.finish()?.output(0);
        Ok(Self { optional, decode: Decode::add(graph, optional, leaf, name)? })
    }

    /// What the optional holds.
    pub(super) fn look(&self, optional: &Tensor, dataset: &Arc<Variant>) -> Result<Held> {
        let session = &dataset.host.session;
        let tensors = session.run(&[(self.optional, optional)], &self.decode.fetches, &[])?;
        self.decode.hold(&mut tensors.into_iter(), dataset)
    }
}

/// Looks into the batches of optionals among the components of an element, all at once. They are taken apart as the
/// elements of a dataset, since the ops that look into an optional take one at a time.
pub(super) fn read_batches(
    held: &mut [Held],
    leaf: impl Fn(usize) -> ElementSpec,
    dataset: &Arc<Variant>,
) -> Result<()> {
    let (mut places, mut batches, mut leaves) = (Vec::new(), Vec::new(), Vec::new());
    for (place, held) in held.iter_mut().enumerate() {
        if let Held::Unread(_) = held
            && let Held::Unread(batch) = std::mem::replace(held, Held::Optionals(Vec::new()))
        {
            places.push(place);
            batches.push(Arc::new(batch));
            leaves.push(leaf(place));
        }
    }
    let slices = Call::new("TensorSliceDataset")
        .list(batches)
        .attr("Toutput_types", vec![DType::Variant; places.len()])
        .attr("output_shapes", vec![Shape::scalar(); places.len()]);
    let slices = dataset.host.call(slices)?;
    for element in elements(slices, &leaves, dataset)? {
        for (place, optional) in places.iter().zip(element) {
            if let (Some(Held::Optionals(rows)), Held::Optional(optional)) = (held.get_mut(*place), optional)
            {
                rows.push(optional);
            }
        }
    }
    Ok(())
}
