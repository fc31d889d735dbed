//! `ds.save` directories.

use std::path::Path;

use tfdata_spec::{DType, ElementSpec};

use super::call::{Call, Input};
use super::host::Host;
use super::lower::{self, types_and_shapes};
use super::variant::Variant;
use crate::error::Result;
use crate::libtensorflow::{self, Attr, Function, Graph, Tensor};

/// What reads a directory that `ds.save` wrote.
pub(super) fn open(
    path: &Path,
    compression: &'static str,
    cycle_length: usize,
    elements: Option<u64>,
    spec: &ElementSpec,
) -> Result<Variant> {
    let host = Host::new()?;
    for function in [identity()?, interleave(spec, cycle_length)?] {
        host.graph.copy_function(&function)?;
    }
    let call = lower::typed(Call::new("LoadDataset").string(lower::path(path)?), spec)
        .input(Input::List(Vec::new()))
        .attr("compression", compression)
        .attr("reader_func", Attr::Func(INTERLEAVE.into()))
        .attr("Treader_func_args", Attr::Types(Vec::new()));
    let mut tensor = host.call(call)?;
    if let Some(elements) = elements.and_then(|elements| i64::try_from(elements).ok()) {
        // TensorFlow takes a file that was cut at the end of a record for a shorter dataset.
        let call = Call::new("AssertCardinalityDataset").input(Input::Tensor(tensor.into())).int(elements);
        tensor = host.call(lower::typed(call, spec))?;
    }
    Ok(Variant::source(host, tensor))
}

const IDENTITY: &str = "tfdata_identity";
const INTERLEAVE: &str = "tfdata_interleave";

/// `lambda dataset: dataset`
fn identity() -> libtensorflow::Result<Function> {
    let graph = Graph::new()?;
    let dataset = graph.op("Placeholder", "dataset").attr("dtype", DType::Variant).finish()?;
    let same = graph.op("Identity", "same").input(dataset).attr("T", DType::Variant).finish()?;
    graph.to_function(IDENTITY, &[dataset.output(0)], &[same.output(0)])
}

/// `lambda shards: shards.interleave(lambda shard: shard, cycle_length=…)`
fn interleave(spec: &ElementSpec, cycle_length: usize) -> libtensorflow::Result<Function> {
    let graph = Graph::new()?;
    graph.copy_function(&identity()?)?;
    let shards = graph.op("Placeholder", "shards").attr("dtype", DType::Variant).finish()?;
    let number = |name: &str, value: i64| {
        let value = Tensor::from_bytes(DType::I64, &[], &value.to_ne_bytes())?;
        graph.op("Const", name).attr("dtype", DType::I64).attr_tensor("value", value.into()).finish()
    };
    let (types, shapes) = types_and_shapes(spec);
    let elements = graph
        .op("InterleaveDataset", "elements")
        .input(shards)
        .input_list(Vec::<libtensorflow::Output>::new())
        .input(number("cycle_length", i64::try_from(cycle_length).unwrap_or(i64::MAX))?)
        .input(number("block_length", 1)?)
        .attr("f", Attr::Func(IDENTITY.into()))
        .attr("Targuments", Attr::Types(Vec::new()))
        .attr("output_types", types)
        .attr("output_shapes", shapes)
        .finish()?;
    graph.to_function(INTERLEAVE, &[shards.output(0)], &[elements.output(0)])
}
