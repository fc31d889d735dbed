//! Parsing records that are examples.

use std::sync::Arc;

use tfdata_spec::{DType, Shape};

use super::call::Call;
use super::functions::{Named, argument, name, named};
use super::source::copied;
use super::variant::Variant;
use crate::error::Result;
use crate::libtensorflow::{Attr, Graph, Operation, Output, Result as LibResult, Tensor};
use crate::plan::Feature;

/// `map` with a function from a record to its features.
pub(super) fn example(map: Call, features: &[Feature], input: &Variant) -> Result<Call> {
    mapped(map, &example_parser(features)?, input)
}

/// `map` with a function from a record to its features and feature lists.
pub(super) fn sequence_example(
    map: Call,
    context: &[Feature],
    lists: &[Feature],
    input: &Variant,
) -> Result<Call> {
    mapped(map, &sequence_example_parser(context, lists)?, input)
}

fn mapped(map: Call, parser: &Named, input: &Variant) -> Result<Call> {
    parser.copy_to(&input.host)?;
    Ok(map
        .list(Vec::new())
        .attr("f", Attr::Func(parser.name.clone()))
        .attr("Targuments", Attr::Types(Vec::new()))
        .attr("preserve_cardinality", true))
}

/// `tf.io.parse_single_example`
fn example_parser(features: &[Feature]) -> Result<Named> {
    let graph = Graph::new()?;
    let record = argument(&graph, "record", DType::String)?;
    let all: Vec<_> = features.iter().collect();
    let parsed = graph
        .op("ParseExampleV2", "parsed")
        .input(record)
        .input(strings(&graph, "names", &[])?)
        .input(strings(&graph, "sparse_keys", &[])?)
        .input(strings(&graph, "dense_keys", &keys(&all))?)
        .input(strings(&graph, "ragged_keys", &[])?)
        .input_list(defaults(&graph, &all)?)
        .attr("Tdense", dtypes(&all))
        .attr("num_sparse", 0_i64)
        .attr("sparse_types", Attr::Types(Vec::new()))
        .attr("ragged_value_types", Attr::Types(Vec::new()))
        .attr("ragged_split_types", Attr::Types(Vec::new()))
        .attr("dense_shapes", shapes(&all))
        .finish()?;
    let outputs: Vec<Output> = (0..features.len()).map(|index| parsed.output(index)).collect();
    Ok(named(&graph, name("parse_example", &described(features)), &[record], &outputs)?)
}

/// `tf.io.parse_single_sequence_example`
fn sequence_example_parser(context: &[Feature], lists: &[Feature]) -> Result<Named> {
    let graph = Graph::new()?;
    let record = argument(&graph, "record", DType::String)?;
    let (fixed, open): (Vec<_>, Vec<_>) =
        context.iter().partition(|feature| feature.shape.as_known().is_some());
    let all: Vec<_> = lists.iter().collect();
    let allow_missing: Vec<u8> = lists.iter().map(|list| u8::from(list.allow_missing)).collect();
    let allow_missing = Tensor::from_bytes(DType::Bool, &[lists.len()], &allow_missing)?;
    let none = || Attr::Types(Vec::new());
    let parsed = graph
        .op("ParseSequenceExampleV2", "parsed")
        .input(record)
        .input(strings(&graph, "names", &[])?)
        .input(strings(&graph, "context_sparse_keys", &[])?)
        .input(strings(&graph, "context_dense_keys", &keys(&fixed))?)
        .input(strings(&graph, "context_ragged_keys", &keys(&open))?)
        .input(strings(&graph, "list_sparse_keys", &[])?)
        .input(strings(&graph, "list_dense_keys", &keys(&all))?)
        .input(strings(&graph, "list_ragged_keys", &[])?)
        .input(constant(&graph, "allow_missing", allow_missing)?)
        .input_list(defaults(&graph, &fixed)?)
        .attr("Ncontext_sparse", 0_i64)
        .attr("Tcontext_dense", dtypes(&fixed))
        .attr("context_sparse_types", none())
        .attr("context_ragged_value_types", dtypes(&open))
        .attr("context_ragged_split_types", vec![DType::I64; open.len()])
        .attr("context_dense_shapes", shapes(&fixed))
        .attr("Nfeature_list_sparse", 0_i64)
        .attr("Nfeature_list_dense", lists.len() as i64)
        .attr("feature_list_dense_types", dtypes(&all))
        .attr("feature_list_sparse_types", none())
        .attr("feature_list_ragged_value_types", none())
        .attr("feature_list_ragged_split_types", none())
        .attr("feature_list_dense_shapes", lists.iter().map(|list| list.row.clone()).collect::<Vec<_>>())
        .finish()?;
    // Outputs: the fixed features, the values of the open ones, their row splits, the lists.
    let (mut next_fixed, mut next_open) = (0, fixed.len());
    let features = context.iter().map(|feature| {
        let next = if feature.shape.as_known().is_some() { &mut next_fixed } else { &mut next_open };
        *next += 1;
        parsed.output(*next - 1)
    });
    let first_list = fixed.len() + 2 * open.len();
    let mut outputs: Vec<Output> = features.collect();
    outputs.extend((0..lists.len()).map(|index| parsed.output(first_list + index)));
    let name = name("parse_sequence_example", &(described(context), described(lists)));
    Ok(named(&graph, name, &[record], &outputs)?)
}

/// All that tells one parser from another.
fn described(features: &[Feature]) -> String {
    let bytes = |feature: &Feature| {
        feature.default.as_ref().map(|default| match default.component() {
            crate::component::Component::Plain { bytes, .. } => bytes.to_vec(),
            crate::component::Component::Strings { strings, .. } => {
                (0..strings.len()).flat_map(|index| [strings.get(index), b"\0"].concat()).collect()
            }
            #[allow(unreachable_patterns, reason = "a default is dense")]
            _ => Vec::new(),
        })
    };
    let all: Vec<_> = features.iter().map(|feature| (feature, bytes(feature))).collect();
    format!("{all:?}")
}

/// What stands in for features that are missing: a tensor of the feature's shape, none if it must be there, or a
/// scalar that fills up a feature of any length.
fn defaults(graph: &Graph, features: &[&Feature]) -> Result<Vec<Operation>> {
    let mut all = Vec::new();
    for (place, feature) in features.iter().enumerate() {
        let open = feature.shape.as_known().is_none();
        let value = match &feature.default {
            Some(default) => copied(default)?,
            None if feature.dtype == DType::String && open => Tensor::strings(&[], [""])?,
            None if feature.dtype == DType::String => Tensor::strings(&[0], [""; 0])?,
            None if open => {
                Tensor::from_bytes(feature.dtype, &[], &[0; 8][..feature.dtype.size().unwrap_or(0)])?
            }
            None => Tensor::from_bytes(feature.dtype, &[0], &[])?,
        };
        all.push(constant(graph, &format!("default_{place}"), value)?);
    }
    Ok(all)
}

fn constant(graph: &Graph, name: &str, value: Tensor) -> LibResult<Operation> {
    graph.op("Const", name).attr("dtype", value.dtype()).attr_tensor("value", Arc::new(value)).finish()
}

fn strings(graph: &Graph, name: &str, items: &[&str]) -> LibResult<Operation> {
    constant(graph, name, Tensor::strings(&[items.len()], items)?)
}

fn keys<'f>(features: &[&'f Feature]) -> Vec<&'f str> {
    features.iter().map(|feature| feature.name.as_str()).collect()
}

fn dtypes(features: &[&Feature]) -> Vec<DType> {
    features.iter().map(|feature| feature.dtype).collect()
}

fn shapes(features: &[&Feature]) -> Vec<Shape> {
    features.iter().map(|feature| feature.shape.clone()).collect()
}
