//! The few functions that datasets need without being given any.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use tfdata_spec::{DType, ElementSpec};

use super::host::Host;
use super::lower::types_and_shapes;
use crate::libtensorflow::{Attr, Function, Graph, Operation, Output, Result, Tensor};

/// A function under a name that no other one has, and the functions that it calls.
pub(super) struct Named {
    pub(super) name: String,
    functions: Vec<Function>,
}

impl Named {
    /// Makes the function known to the host's graph.
    pub(super) fn copy_to(&self, host: &Host) -> Result<()> {
        self.functions.iter().try_for_each(|function| host.graph.copy_function(function))
    }
}

/// The same name for the same function, also in other processes: snapshots are found by it.
pub(super) fn name(what: &str, depends_on: &impl std::fmt::Debug) -> String {
    let mut hasher = DefaultHasher::new();
    format!("{depends_on:?}").hash(&mut hasher);
    format!("tfdata_{what}_{:016x}", hasher.finish())
}

pub(super) fn argument(graph: &Graph, name: &str, dtype: DType) -> Result<Output> {
    Ok(graph.op("Placeholder", name).attr("dtype", dtype).finish()?.output(0))
}

fn number(graph: &Graph, name: &str, value: i64) -> Result<Operation> {
    let value = Arc::new(Tensor::from_bytes(DType::I64, &[], &value.to_ne_bytes())?);
    graph.op("Const", name).attr("dtype", DType::I64).attr_tensor("value", value).finish()
}

/// `lambda dataset: dataset`
fn identity() -> Result<Function> {
    let graph = Graph::new()?;
    let dataset = argument(&graph, "dataset", DType::Variant)?;
    let same = graph.op("Identity", "same").input(dataset).finish()?;
    graph.to_function("tfdata_identity", &[dataset], &[same.output(0)])
}

/// `lambda dataset: dataset`
pub(super) fn same() -> Result<Named> {
    let identity = identity()?;
    Ok(Named { name: identity.name().into_owned(), functions: vec![identity] })
}

/// `lambda number: Dataset.range(number, number)`: stands where a function of datasets is wanted that is never called.
pub(super) fn nothing() -> Result<Named> {
    let graph = Graph::new()?;
    let number = argument(&graph, "number", DType::I64)?;
    let step = self::number(&graph, "step", 1)?;
    let numbers = graph.op("RangeDataset", "numbers").input(number).input(number).input(step);
    let numbers = numbers.attr("output_types", vec![DType::I64]);
    let numbers = numbers.attr("output_shapes", vec![tfdata_spec::Shape::scalar()]).finish()?;
    named(&graph, "tfdata_nothing".into(), &[number], &[numbers.output(0)])
}

/// `lambda shards: shards.interleave(lambda shard: shard, cycle_length=…)`
pub(super) fn interleave(spec: &ElementSpec, cycle_length: usize) -> Result<Named> {
    let graph = Graph::new()?;
    let identity = identity()?;
    graph.copy_function(&identity)?;
    let shards = argument(&graph, "shards", DType::Variant)?;
    let (types, shapes) = types_and_shapes(spec);
    let elements = graph
        .op("InterleaveDataset", "elements")
        .input(shards)
        .input_list(Vec::<Output>::new())
        .input(number(&graph, "cycle_length", i64::try_from(cycle_length).unwrap_or(i64::MAX))?)
        .input(number(&graph, "block_length", 1)?)
        .attr("f", Attr::Func(identity.name().into_owned()))
        .attr("Targuments", Attr::Types(Vec::new()))
        .attr("output_types", types)
        .attr("output_shapes", shapes)
        .finish()?;
    let name = name("interleave", &(spec, cycle_length));
    let function = graph.to_function(&name, &[shards], &[elements.output(0)])?;
    Ok(Named { name, functions: vec![identity, function] })
}

/// `lambda index, *element: index % shards`
pub(super) fn shard(spec: &ElementSpec, shards: usize) -> Result<Named> {
    let graph = Graph::new()?;
    let arguments = arguments(&graph, &types_and_shapes(spec).0)?;
    let count = number(&graph, "shards", i64::try_from(shards).unwrap_or(i64::MAX))?;
    let index = arguments.first().copied().unwrap_or(count.output(0));
    let shard = graph.op("FloorMod", "shard").input(index).input(count).finish()?;
    named(&graph, name("shard", &(spec, shards)), &arguments, &[shard.output(0)])
}

/// `lambda index, *element: element`
pub(super) fn without_first(spec: &ElementSpec) -> Result<Named> {
    let graph = Graph::new()?;
    let arguments = arguments(&graph, &types_and_shapes(spec).0)?;
    let mut outputs = Vec::new();
    for (place, argument) in arguments.iter().enumerate().skip(1) {
        outputs.push(graph.op("Identity", &format!("same_{place}")).input(*argument).finish()?.output(0));
    }
    named(&graph, name("without_first", spec), &arguments, &outputs)
}

/// `lambda *element: 0`: for an op that wants a function and does not call it.
pub(super) fn unused(spec: &ElementSpec) -> Result<Named> {
    let graph = Graph::new()?;
    let arguments = arguments(&graph, &types_and_shapes(spec).0)?;
    let zero = number(&graph, "zero", 0)?;
    named(&graph, name("unused", spec), &arguments, &[zero.output(0)])
}

/// `lambda seeds, logits: stateless_multinomial(logits, 1, seeds)[0, 0]`
pub(super) fn draw() -> Result<Named> {
    let graph = Graph::new()?;
    let seeds = argument(&graph, "seeds", DType::I64)?;
    let logits = argument(&graph, "logits", DType::F32)?;
    let one = Arc::new(Tensor::from_bytes(DType::I32, &[], &1_i32.to_ne_bytes())?);
    let one = graph.op("Const", "one").attr("dtype", DType::I32).attr_tensor("value", one).finish()?;
    let drawn = graph.op("StatelessMultinomial", "drawn").input(logits).input(one).input(seeds).finish()?;
    let scalar = graph.op("Squeeze", "scalar").input(drawn).attr("squeeze_dims", vec![0_i64, 1]).finish()?;
    named(&graph, "tfdata_draw".into(), &[seeds, logits], &[scalar.output(0)])
}

fn arguments(graph: &Graph, dtypes: &[DType]) -> Result<Vec<Output>> {
    dtypes
        .iter()
        .enumerate()
        .map(|(place, dtype)| argument(graph, &format!("argument_{place}"), *dtype))
        .collect()
}

pub(super) fn named(graph: &Graph, name: String, inputs: &[Output], outputs: &[Output]) -> Result<Named> {
    let functions = vec![graph.to_function(&name, inputs, outputs)?];
    Ok(Named { name, functions })
}

/// `lambda *element: compress_element(element)`
pub(super) fn compress(spec: &ElementSpec) -> Result<Named> {
    let graph = Graph::new()?;
    let (types, _) = types_and_shapes(spec);
    let arguments = arguments(&graph, &types)?;
    let compressed = graph.op("CompressElement", "compressed").input_list(arguments.iter().copied());
    let compressed = compressed.attr("input_types", types).finish()?;
    named(&graph, name("compress", spec), &arguments, &[compressed.output(0)])
}

/// `lambda compressed: uncompress_element(compressed)`
pub(super) fn uncompress(spec: &ElementSpec) -> Result<Named> {
    let graph = Graph::new()?;
    let (types, shapes) = types_and_shapes(spec);
    let compressed = argument(&graph, "compressed", DType::Variant)?;
    let count = types.len();
    let element = graph.op("UncompressElement", "element").input(compressed);
    let element = element.attr("output_types", types).attr("output_shapes", shapes).finish()?;
    let outputs: Vec<Output> = (0..count).map(|index| element.output(index)).collect();
    named(&graph, name("uncompress", spec), &[compressed], &outputs)
}

/// `lambda *datasets: zip(datasets)`, each of them one of a component.
pub(super) fn zip(spec: &ElementSpec) -> Result<Named> {
    let graph = Graph::new()?;
    let (types, shapes) = types_and_shapes(spec);
    let arguments = arguments(&graph, &vec![DType::Variant; types.len()])?;
    let zipped = graph.op("ZipDataset", "zipped").input_list(arguments.iter().copied());
    let zipped = zipped.attr("output_types", types).attr("output_shapes", shapes).finish()?;
    named(&graph, name("zip", spec), &arguments, &[zipped.output(0)])
}
