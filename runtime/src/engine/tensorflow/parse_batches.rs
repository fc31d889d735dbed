//! Batches of parsed records, made by parsing batches of records: one call of the op for many records.
//!
//! The batches are the same. One with a record that can't be parsed fails as a whole, as it does where TensorFlow
//! makes one step of `map` and `batch`.

use std::sync::Arc;

use super::call::{Call, Input};
use super::lower::{batch, internal, typed};
use super::parse;
use super::variant::Variant;
use crate::error::Result;
use crate::plan::{Feature, FeatureList, Node, Plan, Step, Steps, Values};

/// What is parsed, if the plan makes batches of parsed records that can be made so.
pub(super) fn records(plan: &Plan) -> Option<&Arc<Plan>> {
    let Node::Batch { input, .. } = &plan.node else { return None };
    let (records, step) = parsed(input)?;
    let whole = match step {
        Step::ParseExample(features) => features.iter().all(feature),
        Step::ParseSequenceExample { context, lists } => {
            context.iter().all(feature) && lists.iter().all(list)
        }
        _ => false,
    };
    whole.then_some(records)
}

/// The op that makes this plan's dataset from that of the records.
pub(super) fn lower(plan: &Plan, records: &Variant) -> Result<Call> {
    let Node::Batch { input, size, drop_remainder } = &plan.node else {
        return Err(internal("records are parsed in batches"));
    };
    let Some((of, step)) = parsed(input) else { return Err(internal("what is batched is parsed")) };
    let batches = batch(Call::new("BatchDatasetV2").dataset(records), *size, *drop_remainder)?;
    let batches = typed(batches, &of.spec.batched(drop_remainder.then_some(*size)));
    let map = Call::new("MapDataset").input(Input::Tensor(Arc::new(records.host.call(batches)?)));
    let map = match step {
        Step::ParseExample(features) => parse::example(map, features, parse::Records::Batch, &records.host)?,
        Step::ParseSequenceExample { context, lists } => {
            parse::sequence_example(map, context, lists, parse::Records::Batch, &records.host)?
        }
        _ => return Err(internal("what is batched is parsed")),
    };
    Ok(typed(map, &plan.spec))
}

/// The records, and how each is parsed.
fn parsed(plan: &Arc<Plan>) -> Option<(&Arc<Plan>, &Step)> {
    match &plan.node {
        Node::Engine { input, .. } => parsed(input),
        Node::Apply { input, step: step @ (Step::ParseExample(_) | Step::ParseSequenceExample { .. }) } => {
            Some((input, step))
        }
        _ => None,
    }
}

/// Whether the op makes of a batch what `batch` makes of single records.
///
/// It pads rows of unequal length, where `batch` fails; gives all sparse rows the dense shape of the largest;
/// has no optionals, and one key for each feature.
fn feature(feature: &Feature) -> bool {
    let same = match &feature.values {
        Values::Fixed { .. } => true,
        Values::Ragged { row, row_lengths } => row.is_empty() && row_lengths.is_empty(),
        Values::Variable { .. } | Values::Sparse => false,
    };
    same && !feature.optional && feature.aliases.is_empty()
}

/// The same of a feature list.
fn list(list: &FeatureList) -> bool {
    matches!(list.steps, Steps::Ragged) && !list.optional && list.aliases.is_empty()
}

#[cfg(test)]
mod tests {
    use tfdata_spec::{DType, ElementSpec, Shape};

    use super::*;
    use crate::engine::Engine;
    use crate::plan::Source;

    fn parsed(values: Values, optional: bool) -> Arc<Plan> {
        let source = Source::Range { start: 0, stop: 1, step: 1 };
        let records = ElementSpec::tensor(DType::String, Shape::scalar());
        let records = Plan::new(Node::Source(source), records);
        let feature = Feature { optional, ..Feature::new("x", DType::F32, values) };
        let spec = feature.spec();
        Plan::apply(&records, Step::ParseExample(vec![feature]), spec)
    }

    fn is_whole(parsed: &Arc<Plan>) -> bool {
        records(&Plan::batch(parsed, 2, false)).is_some()
    }

    #[test]
    fn what_comes_to_the_same_is_parsed_in_batches() {
        let fixed = || Values::Fixed { shape: vec![3], default: None };
        let ragged = Values::Ragged { row: Vec::new(), row_lengths: Vec::new() };
        let rows = Values::Ragged { row: vec![2], row_lengths: Vec::new() };
        assert!(is_whole(&parsed(fixed(), false)) && is_whole(&parsed(ragged, false)));
        assert!(!is_whole(&parsed(fixed(), true)) && !is_whole(&parsed(rows, false)));
        assert!(!is_whole(&parsed(Values::Sparse, false)));
        assert!(!is_whole(&parsed(Values::Variable { row: Vec::new() }, false)));
        // Also if the engine was chosen in between; not if something else is done in between.
        let input = parsed(fixed(), false);
        let spec = input.spec.clone();
        let chosen = Node::Engine { input: input.clone(), engine: Engine::TensorFlow };
        assert!(is_whole(&Plan::new(chosen, spec.clone())));
        assert!(!is_whole(&Plan::apply(&input, Step::IgnoreErrors, spec)));
    }
}
