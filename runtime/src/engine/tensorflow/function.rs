//! Transformations that take functions.

use std::sync::Arc;

use tfdata_spec::DType;

use super::call::Call;
use super::lower::{count, typed};
use super::source::copied;
use super::variant::Variant;
use crate::error::Result;
use crate::graph::Function;
use crate::libtensorflow::{Attr, Tensor};
use crate::plan::{FunctionStep, Interleave, Plan};

/// The op of the step. `captured` are the datasets that its functions use, one function after the other.
pub(super) fn lower(
    plan: &Plan,
    step: &FunctionStep,
    input: &Variant,
    captured: &[Arc<Variant>],
) -> Result<Call> {
    for part in step.functions().into_iter().flat_map(|function| &function.functions) {
        input.host.graph.copy_function(part)?;
    }
    let dataset = |op| Call::new(op).dataset(input);
    let others: Vec<Arc<Tensor>> = captured.iter().map(|variant| variant.tensor.clone()).collect();
    let types = vec![DType::Variant; others.len()];
    let call = match step {
        FunctionStep::Map { function, parallel: None } => {
            dataset("MapDataset").list(others).attr("f", name(function)).attr("preserve_cardinality", true)
        }
        FunctionStep::Map { function, parallel: Some(calls) } => dataset("ParallelMapDatasetV2")
            .list(others)
            .int(calls.number())
            .attr("f", name(function))
            .attr("deterministic", "default")
            .attr("preserve_cardinality", true),
        FunctionStep::Filter(function) => {
            dataset("FilterDataset").list(others).attr("predicate", name(function))
        }
        FunctionStep::TakeWhile(function) => {
            dataset("TakeWhileDataset").list(others).attr("predicate", name(function))
        }
        FunctionStep::FlatMap(function) => dataset("FlatMapDataset").list(others).attr("f", name(function)),
        FunctionStep::Interleave { function, how } => {
            interleaved(*how, |op| dataset(op).list(others))?.attr("f", name(function))
        }
        FunctionStep::Scan { function, initial } => {
            let state: Vec<_> =
                initial.iter().map(|tensor| Ok(Arc::new(copied(tensor)?))).collect::<Result<_>>()?;
            let dtypes: Vec<DType> = initial.iter().map(crate::tensor::Tensor::dtype).collect();
            dataset("ScanDataset")
                .list(state)
                .list(others)
                .attr("f", name(function))
                .attr("Tstate", dtypes)
                .attr("preserve_cardinality", true)
        }
        FunctionStep::GroupByWindow { key, reduce, size } => {
            let mut rest = others.into_iter();
            let mut of =
                |function: &Function| rest.by_ref().take(function.captured.len()).collect::<Vec<_>>();
            let variants = |function: &Function| vec![DType::Variant; function.captured.len()];
            let call = dataset("GroupByWindowDataset").list(of(key)).list(of(reduce)).list(of(size));
            let call = call
                .attr("key_func", name(key))
                .attr("reduce_func", name(reduce))
                .attr("window_size_func", name(size))
                .attr("Tkey_func_other_arguments", variants(key))
                .attr("Treduce_func_other_arguments", variants(reduce))
                .attr("Twindow_size_func_other_arguments", variants(size));
            return Ok(typed(call, &plan.spec));
        }
    };
    Ok(typed(call.attr("Targuments", types), &plan.spec))
}

/// The op that takes datasets in turn, made by `op` up to how it does.
pub(super) fn interleaved(how: Interleave, op: impl FnOnce(&'static str) -> Call) -> Result<Call> {
    let (cycle, block) = (count("interleave", how.cycle_length)?, count("block", how.block_length)?);
    Ok(match how.parallel {
        None => op("InterleaveDataset").int(cycle).int(block),
        Some(calls) => op("ParallelInterleaveDatasetV4")
            .int(cycle)
            .int(block)
            .int(-1)
            .int(-1)
            .int(calls.number())
            .attr("deterministic", "default"),
    })
}

fn name(function: &Function) -> Attr {
    Attr::Func(function.name.clone())
}
