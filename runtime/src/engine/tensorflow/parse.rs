//! Parsing records that are examples.

mod components;
mod keys;

use tfdata_spec::DType;

use self::components::{feature, list};
use self::keys::{ContextKeys, ListKeys};
use super::call::Call;
use super::functions::{Named, argument, name, named};
use super::ops::Ops;
use super::variant::Variant;
use crate::error::Result;
use crate::libtensorflow::{Attr, Graph, Output, Tensor};
use crate::plan::{Feature, FeatureList};

/// `map` with a function from a record to its features.
pub(super) fn example(map: Call, features: &[Feature], input: &Variant) -> Result<Call> {
    mapped(map, &example_parser(features)?, input)
}

/// `map` with a function from a record to its features and feature lists.
pub(super) fn sequence_example(
    map: Call,
    context: &[Feature],
    lists: &[FeatureList],
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
    let keys = ContextKeys::of(features);
    let ops = Ops::new(&graph, "");
    let parsed = graph
        .op("ParseExampleV2", "parsed")
        .input(record)
        .input(ops.strings(&[])?)
        .input(ops.strings(&keys.sparse.names())?)
        .input(ops.strings(&keys.dense.names())?)
        .input(ops.strings(&keys.ragged.names())?)
        .input_list(keys.defaults(&ops)?)
        .attr("Tdense", keys.dense.dtypes())
        .attr("num_sparse", keys.sparse.count())
        .attr("sparse_types", keys.sparse.dtypes())
        .attr("ragged_value_types", keys.ragged.dtypes())
        .attr("ragged_split_types", vec![DType::I64; keys.ragged.names().len()])
        .attr("dense_shapes", keys.dense_shapes())
        .finish()?;
    let parsed = keys.parsed(&mut (0..).map(|index| parsed.output(index)));
    let outputs = features.iter().map(|one| feature(&ops, one, &parsed)).collect::<Result<Vec<_>>>()?;
    Ok(named(&graph, name("parse_example", &described(features)), &[record], &outputs)?)
}

/// `tf.io.parse_single_sequence_example`
fn sequence_example_parser(context: &[Feature], lists: &[FeatureList]) -> Result<Named> {
    let graph = Graph::new()?;
    let record = argument(&graph, "record", DType::String)?;
    let (keys, list_keys) = (ContextKeys::of(context), ListKeys::of(lists));
    let ops = Ops::new(&graph, "");
    let allow_missing = list_keys.allow_missing();
    let allow_missing = Tensor::from_bytes(DType::Bool, &[allow_missing.len()], &allow_missing)?;
    let splits = |count: usize| vec![DType::I64; count];
    let parsed = graph
        .op("ParseSequenceExampleV2", "parsed")
        .input(record)
        .input(ops.strings(&[])?)
        .input(ops.strings(&keys.sparse.names())?)
        .input(ops.strings(&keys.dense.names())?)
        .input(ops.strings(&keys.ragged.names())?)
        .input(ops.strings(&list_keys.sparse.names())?)
        .input(ops.strings(&list_keys.dense.names())?)
        .input(ops.strings(&list_keys.ragged.names())?)
        .input(ops.constant(allow_missing)?)
        .input_list(keys.defaults(&ops)?)
        .attr("Ncontext_sparse", keys.sparse.count())
        .attr("Tcontext_dense", keys.dense.dtypes())
        .attr("context_sparse_types", keys.sparse.dtypes())
        .attr("context_ragged_value_types", keys.ragged.dtypes())
        .attr("context_ragged_split_types", splits(keys.ragged.names().len()))
        .attr("context_dense_shapes", keys.dense_shapes())
        .attr("Nfeature_list_sparse", list_keys.sparse.count())
        .attr("Nfeature_list_dense", list_keys.dense.count())
        .attr("feature_list_dense_types", list_keys.dense.dtypes())
        .attr("feature_list_sparse_types", list_keys.sparse.dtypes())
        .attr("feature_list_ragged_value_types", list_keys.ragged.dtypes())
        .attr("feature_list_ragged_split_types", splits(list_keys.ragged.names().len()))
        .attr("feature_list_dense_shapes", list_keys.dense_shapes())
        .finish()?;
    let all = &mut (0..).map(|index| parsed.output(index));
    let (parsed, parsed_lists) = (keys.parsed(all), list_keys.parsed(all));
    let features = context.iter().map(|one| feature(&ops, one, &parsed));
    let mut outputs: Vec<Output> = features.collect::<Result<_>>()?;
    for one in lists {
        outputs.push(list(&ops, one, &parsed_lists)?);
    }
    let name = name("parse_sequence_example", &(described(context), lists));
    Ok(named(&graph, name, &[record], &outputs)?)
}

/// All that tells one parser from another: defaults print as dtype and shape only.
fn described(features: &[Feature]) -> String {
    let bytes = |feature: &Feature| {
        feature.default().map(|default| match default.component() {
            crate::component::Component::Plain { bytes, .. } => bytes.to_vec(),
            crate::component::Component::Strings { strings, .. } => {
                (0..strings.len()).flat_map(|index| [strings.get(index), b"\0"].concat()).collect()
            }
            // A default is dense.
            _ => Vec::new(),
        })
    };
    let all: Vec<_> = features.iter().map(|feature| (feature, bytes(feature))).collect();
    format!("{all:?}")
}
