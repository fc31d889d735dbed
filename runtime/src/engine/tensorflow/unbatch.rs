//! `unbatch`, without the case in which TensorFlow crashes.

use std::hash::{DefaultHasher, Hash, Hasher};

use tfdata_spec::{DType, ElementSpec, Shape};

use super::call::{Call, Input};
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
    let (_, batch_shapes) = types_and_shapes(batches);
    let mut hash = DefaultHasher::new();
    format!("{dtypes:?} {batch_shapes:?}").hash(&mut hash);
    let name = format!("tfdata_slices_{:016x}", hash.finish());
    input.host.graph.copy_function(&slices(&name, &dtypes, &batch_shapes, shapes)?)?;
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
    batches: &[Shape],
    rows: Vec<Shape>,
) -> libtensorflow::Result<Function> {
    let graph = Graph::new()?;
    let mut components = Vec::new();
    for (number, (dtype, shape)) in dtypes.iter().zip(batches).enumerate() {
        let component = graph.op("Placeholder", &format!("component_{number}")).attr("dtype", *dtype);
        components.push(component.attr("shape", shape.clone()).finish()?.output(0));
    }
    let slices = graph
        .op("TensorSliceDataset", "slices")
        .input_list(components.iter().copied())
        .attr("Toutput_types", dtypes.to_vec())
        .attr("output_shapes", rows)
        .finish()?;
    let slices: Output = slices.output(0);
    graph.to_function(name, &components, &[slices])
}
