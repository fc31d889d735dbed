//! `unbatch`, without the case in which TensorFlow crashes.

use std::hash::{DefaultHasher, Hash, Hasher};

use tfdata_spec::{DType, ElementSpec, Shape};

use super::call::{Call, Input};
use super::composite;
use super::lower::types_and_shapes;
use super::variant::Variant;
use crate::error::Result;
use crate::libtensorflow::{self, Attr, Function, Graph, Output};

/// The op that takes the input's batches apart.
///
/// `UnbatchDataset` reads outside its memory when a row of a component has no items (seen in TensorFlow 2.21: a
/// segmentation fault). Where the static shapes don't rule that out, the rows are sliced by another op:
/// `batches.flat_map(Dataset.from_tensor_slices)`.
pub(super) fn call(input: &Variant, batches: &ElementSpec, rows: &ElementSpec) -> Result<Call> {
    let (dtypes, shapes) = types_and_shapes(rows);
    let all_have_items =
        shapes.iter().all(|shape| shape.as_known().is_some_and(|dims| dims.iter().all(|dim| *dim > 0)));
    if all_have_items {
        return Ok(Call::new("UnbatchDataset").dataset(input));
    }
    let mut hash = DefaultHasher::new();
    format!("{batches:?}").hash(&mut hash);
    let name = format!("tfdata_slices_{:016x}", hash.finish());
    input.host.graph.copy_function(&slices(&name, &dtypes, batches, shapes)?)?;
    Ok(Call::new("FlatMapDataset")
        .dataset(input)
        .input(Input::List(Vec::new()))
        .attr("f", Attr::Func(name))
        .attr("Targuments", Attr::Types(Vec::new())))
}

/// `lambda *components: Dataset.from_tensor_slices(components)`
fn slices(
    name: &str,
    dtypes: &[DType],
    batches: &ElementSpec,
    rows: Vec<Shape>,
) -> libtensorflow::Result<Function> {
    let graph = Graph::new()?;
    let mut arguments = Vec::new();
    let mut components = Vec::new();
    for (number, batch) in batches.components().into_iter().enumerate() {
        let argument =
            graph.op("Placeholder", &format!("component_{number}")).attr("dtype", batch.tensor.dtype);
        let argument = argument.attr("shape", batch.tensor.shape).finish()?.output(0);
        arguments.push(argument);
        components.push(composite::as_rows(&graph, argument, &batch.leaf, &format!("encoded_{number}"))?);
    }
    let slices = graph
        .op("TensorSliceDataset", "slices")
        .input_list(components)
        .attr("Toutput_types", dtypes.to_vec())
        .attr("output_shapes", rows)
        .finish()?;
    let slices: Output = slices.output(0);
    graph.to_function(name, &arguments, &[slices])
}
