//! Parsing records that are examples: one at a time, or a batch of them.

mod components;
mod keys;

use tfdata_spec::DType;

use self::components::Components;
use self::keys::{ContextKeys, ListKeys};
use super::call::Call;
use super::functions::{Named, argument, name, named};
use super::host::Host;
use super::ops::Ops;
use crate::error::Result;
use crate::libtensorflow::{Attr, Graph, Output, Tensor};
use crate::plan::{Feature, FeatureList};

/// What a parser is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Records {
    /// A record.
    One,
    /// A vector of them.
    Batch,
}

/// `map` with a function from records to their features.
pub(super) fn example(map: Call, features: &[Feature], records: Records, host: &Host) -> Result<Call> {
    mapped(map, &example_parser(features, records)?, host)
}

/// `map` with a function from records to their features and feature lists.
pub(super) fn sequence_example(
    map: Call,
    context: &[Feature],
    lists: &[FeatureList],
    records: Records,
    host: &Host,
) -> Result<Call> {
    mapped(map, &sequence_example_parser(context, lists, records)?, host)
}

fn mapped(map: Call, parser: &Named, host: &Host) -> Result<Call> {
    parser.copy_to(host)?;
    Ok(map
        .list(Vec::new())
        .attr("f", Attr::Func(parser.name.clone()))
        .attr("Targuments", Attr::Types(Vec::new()))
        .attr("preserve_cardinality", true))
}

/// `tf.io.parse_single_example`, or `tf.io.parse_example`
fn example_parser(features: &[Feature], records: Records) -> Result<Named> {
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
    let components = Components { ops: &ops, records };
    let outputs = features.iter().map(|one| components.feature(one, &parsed));
    let outputs = outputs.collect::<Result<Vec<_>>>()?;
    let name = name("parse_example", &(described(features), records));
    Ok(named(&graph, name, &[record], &outputs)?)
}

/// `tf.io.parse_single_sequence_example`, or `tf.io.parse_sequence_example`
fn sequence_example_parser(context: &[Feature], lists: &[FeatureList], records: Records) -> Result<Named> {
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
    let components = Components { ops: &ops, records };
    let features = context.iter().map(|one| components.feature(one, &parsed));
    let mut outputs: Vec<Output> = features.collect::<Result<_>>()?;
    for one in lists {
        outputs.push(components.list(one, &parsed_lists)?);
    }
    let name = name("parse_sequence_example", &(described(context), lists, records));
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
