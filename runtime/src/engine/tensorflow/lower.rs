//! Transformations as tf.data's ops, with the arguments that Python's tf.data gives them.

use std::sync::Arc;

use tfdata_spec::{DType, ElementSpec, Shape};

use super::call::{Call, Input};
use super::variant::Variant;
use super::{choose, step, unbatch};
use crate::engine::seeds;
use crate::error::{Error, Result};
use crate::libtensorflow::Attr;
use crate::plan::{Buffer, Node, Plan, Shuffle};

/// The op that makes this plan's dataset from those of its inputs.
pub(super) fn node(plan: &Plan, inputs: &[Arc<Variant>]) -> Result<Call> {
    let dataset =
        |op: &'static str| inputs.iter().take(1).fold(Call::new(op), |call, input| call.dataset(input));
    let call = match &plan.node {
        Node::Source(_) | Node::Engine { .. } => return Err(internal("there is no op for it")),
        Node::Invalid { method, reason, .. } => {
            return Err(Error::Argument { method: method.clone(), reason: reason.clone() });
        }
        Node::Batch { size, drop_remainder, .. } => batch(dataset("BatchDatasetV2"), *size, *drop_remainder)?,
        Node::Unbatch { input } => {
            let Some(batches) = inputs.first() else { return Err(internal("unbatch has an input")) };
            unbatch::call(batches, &input.spec, &plan.spec)?
        }
        Node::Apply { step, .. } => return step::lower(plan, step, inputs),
        Node::Choose { when_empty, .. } => choose::lower(plan, *when_empty, inputs)?,
        Node::Sample { sample, .. } => choose::sampled(sample, inputs)?,
        Node::Take { count: n, .. } => dataset("TakeDataset").int(i64::try_from(*n).unwrap_or(i64::MAX)),
        Node::Skip { count: n, .. } => dataset("SkipDataset").int(skipped(*n)?),
        Node::Shuffle { shuffle, .. } => shuffled(dataset("ShuffleDatasetV3"), shuffle)?,
        Node::Repeat { count: n, .. } => {
            let times = n.map_or(Ok(-1), |n| count("repeat", n))?;
            dataset("RepeatDataset").int(times)
        }
        Node::Prefetch { buffer, .. } => dataset("PrefetchDataset").int(match buffer {
            Buffer::Autotune => -1,
            Buffer::Size(size) => count("prefetch", *size)?,
        }),
        Node::Cache { file, .. } => {
            let file = match file {
                Some(file) => path(file)?,
                None => "",
            };
            dataset("CacheDatasetV2").string(file).input(Input::Op("DummyMemoryCache"))
        }
        Node::Shard { count: n, index, .. } => {
            dataset("ShardDataset").int(count("shard", *n)?).int(count("shard", *index)?)
        }
        Node::Concatenate { .. } => {
            inputs.iter().fold(Call::new("ConcatenateDataset"), |call, input| call.dataset(input))
        }
        Node::Zip { .. } => {
            let tensors = inputs.iter().map(|input| input.tensor.clone()).collect();
            Call::new("ZipDataset").input(Input::List(tensors))
        }
        Node::Enumerate { start, .. } => {
            let Some(input) = inputs.first() else { return Err(internal("enumerate has an input")) };
            let index = ElementSpec::tensor(DType::I64, Shape::scalar());
            let numbers = typed(Call::new("RangeDataset").int(*start).int(i64::MAX).int(1), &index);
            let numbers = input.host.call(numbers)?;
            Call::new("ZipDataset").input(Input::List(vec![Arc::new(numbers), input.tensor.clone()]))
        }
    };
    Ok(typed(call, &plan.spec))
}

/// What `batch` is given beside its input.
pub(super) fn batch(call: Call, size: usize, drop_remainder: bool) -> Result<Call> {
    Ok(call.int(count("batch", size)?).bool(drop_remainder))
}

/// The call with the two attributes that every dataset op has: dtypes and shapes of what it yields.
pub(super) fn typed(call: Call, spec: &ElementSpec) -> Call {
    let (types, shapes) = types_and_shapes(spec);
    call.attr("output_types", types).attr("output_shapes", shapes)
}

/// The dtypes and static shapes of the flattened element.
pub(super) fn types_and_shapes(spec: &ElementSpec) -> (Vec<DType>, Vec<Shape>) {
    spec.components().into_iter().map(|component| (component.tensor.dtype, component.tensor.shape)).unzip()
}

fn shuffled(call: Call, shuffle: &Shuffle) -> Result<Call> {
    let (seed, seed2) = seeds(shuffle.seed);
    Ok(call
        .int(count("shuffle", shuffle.buffer)?)
        .int(seed)
        .int(seed2)
        .input(Input::Op("DummySeedGenerator"))
        .attr("reshuffle_each_iteration", Attr::Bool(shuffle.reshuffle)))
}

/// A number of elements to skip. TensorFlow forgets what does not fit in 32 bits, and would skip too few.
fn skipped(count: usize) -> Result<i64> {
    i32::try_from(count).map(i64::from).map_err(|_| Error::Argument {
        method: format!("skip({count})"),
        reason: format!("TensorFlow skips at most {} elements at a time; skip several times", i32::MAX),
    })
}

/// A count as TensorFlow takes it.
pub(super) fn count(method: &str, count: usize) -> Result<i64> {
    i64::try_from(count).map_err(|_| Error::Argument {
        method: format!("{method}({count})"),
        reason: "the number is too large for TensorFlow".into(),
    })
}

/// A path as TensorFlow takes it.
pub(super) fn path(path: &std::path::Path) -> Result<&str> {
    path.to_str().ok_or_else(|| Error::Argument {
        method: path.display().to_string(),
        reason: "the path is not UTF-8, and TensorFlow takes no other".into(),
    })
}

/// What cannot be, unless the plan was put together wrongly.
pub(super) fn internal(reason: &str) -> Error {
    Error::Argument { method: "lowering a plan to tf.data".into(), reason: reason.into() }
}
