//! Ragged and sparse components inside functions: taken apart, and put together again as rows.

use tfdata_spec::{DType, ElementSpec, RaggedSpec};

use super::functions::{Named, argument, name, named};
use crate::libtensorflow::{Graph, Output, Result};

/// Whether a component of these elements is a ragged or sparse tensor.
pub(super) fn has_composites(spec: &ElementSpec) -> bool {
    spec.components().iter().any(|component| is_composite(&component.leaf))
}

fn is_composite(leaf: &ElementSpec) -> bool {
    matches!(leaf, ElementSpec::Ragged(_) | ElementSpec::Sparse(_))
}

/// The component with a row of its encoding for each of its own rows.
///
/// A batch of ragged tensors that `batch` made has the encoding of each; one that a function made is encoded as a
/// whole, and has no rows that an op could slice. What comes out of here has them in both cases. A dense component
/// stays as it is.
pub(super) fn as_rows(graph: &Graph, component: Output, leaf: &ElementSpec, name: &str) -> Result<Output> {
    let encoded = match leaf {
        ElementSpec::Ragged(spec) => {
            let parts = ragged(graph, component, spec, name)?;
            let (values, splits) =
                (parts.last().copied().unwrap_or(component), parts.len().saturating_sub(1));
            graph
                .op("RaggedTensorToVariant", &format!("{name}/rows"))
                .input_list(parts.into_iter().take(splits))
                .input(values)
                .attr("batched_input", true)
                .attr("Tsplits", spec.row_splits)
                .finish()?
        }
        ElementSpec::Sparse(spec) => {
            let parts = graph
                .op("DeserializeSparse", &format!("{name}/parts"))
                .input(component)
                .attr("dtype", spec.dtype)
                .attr("Tserialized", DType::Variant)
                .finish()?;
            let rows = (0..3).fold(graph.op("SerializeManySparse", &format!("{name}/rows")), |op, index| {
                op.input(parts.output(index))
            });
            rows.attr("out_type", DType::Variant).finish()?
        }
        _ => return Ok(component),
    };
    Ok(encoded.output(0))
}

/// The row splits, level by level, and the values.
fn ragged(graph: &Graph, component: Output, spec: &RaggedSpec, name: &str) -> Result<Vec<Output>> {
    let rank = i64::try_from(spec.ragged_rank).unwrap_or(i64::MAX);
    let parts = graph
        .op("RaggedTensorFromVariant", &format!("{name}/parts"))
        .input(component)
        .attr("input_ragged_rank", -1_i64)
        .attr("output_ragged_rank", rank)
        .attr("Tvalues", spec.dtype)
        .attr("Tsplits", spec.row_splits)
        .finish()?;
    Ok((0..=spec.ragged_rank).map(|index| parts.output(index)).collect())
}

/// `lambda *batch: batch`, each ragged or sparse component [`as_rows`].
pub(super) fn normalize(spec: &ElementSpec) -> Result<Named> {
    let graph = Graph::new()?;
    let mut arguments = Vec::new();
    let mut outputs = Vec::new();
    for (number, component) in spec.components().into_iter().enumerate() {
        let input = argument(&graph, &format!("component_{number}"), component.tensor.dtype)?;
        arguments.push(input);
        let rows = as_rows(&graph, input, &component.leaf, &format!("encoded_{number}"))?;
        outputs.push(graph.op("Identity", &format!("same_{number}")).input(rows).finish()?.output(0));
    }
    named(&graph, name("normalize", spec), &arguments, &outputs)
}
