//! The transformations of a single dataset, as Python's tf.data makes them of ops.

use std::path::Path;
use std::sync::Arc;

use tfdata_spec::{DType, ElementSpec, Shape};

use super::call::{Call, Input};
use super::lower::{count, internal, path, typed, types_and_shapes};
use super::parse::Records;
use super::source::copied;
use super::variant::Variant;
use super::{composite, decoder, function, functions, parse, service};
use crate::engine::Cardinality;
use crate::error::Result;
use crate::libtensorflow::{Attr, Tensor};
use crate::plan::{Node, Padding, Plan, Step, Window};

/// The op that makes this step's dataset from that of its input.
pub(super) fn lower(plan: &Plan, step: &Step, inputs: &[Arc<Variant>]) -> Result<Call> {
    let Some((input, captured)) = inputs.split_first() else { return Err(internal("a step has an input")) };
    let dataset = |op| Call::new(op).dataset(input);
    Ok(typed(
        match step {
            Step::PaddedBatch(padding) => return padded(plan, padding, input),
            Step::Rebatch { size, drop_remainder } => {
                let batches = rows(plan, input)?;
                let call = Call::new("RebatchDatasetV2").input(Input::Tensor(batches));
                call.ints(&[count("rebatch", *size)?]).bool(*drop_remainder)
            }
            Step::SparseBatch { size, row_shape } => {
                let dims = row_shape.iter().map(|dim| dim.map_or(Ok(-1), |dim| count("sparse_batch", dim)));
                let dims: Vec<i64> = dims.collect::<Result<_>>()?;
                dataset("DenseToSparseBatchDataset").int(count("sparse_batch", *size)?).ints(&dims)
            }
            Step::Window(window) => return windows(plan, window, input),
            Step::Unique => dataset("UniqueDataset"),
            Step::AssertCardinality(cardinality) => {
                let elements = match cardinality {
                    Cardinality::Known(elements) => i64::try_from(*elements).unwrap_or(i64::MAX),
                    Cardinality::Infinite => -1,
                    Cardinality::Unknown => -2,
                };
                dataset("AssertCardinalityDataset").int(elements)
            }
            Step::IgnoreErrors => dataset("IgnoreErrorsDataset"),
            Step::Snapshot { path, shards } => return snapshot(plan, path, *shards, input),
            Step::ParseExample(features) => {
                parse::example(dataset("MapDataset"), features, Records::One, &input.host)?
            }
            Step::Decode(decoder) => return decoder::lower(plan, decoder, input),
            Step::ParseSequenceExample { context, lists } => {
                let map = dataset("MapDataset");
                parse::sequence_example(map, context, lists, Records::One, &input.host)?
            }
            Step::Function(step) => return function::lower(plan, step, input, captured),
            Step::Distribute(service) => return service::distribute(service, input, &plan.spec),
            Step::Options(options) => {
                dataset("OptionsDataset").attr("serialized_options", Attr::String(options.to_bytes()))
            }
        },
        &plan.spec,
    ))
}

/// The input's batches, ragged and sparse ones in the encoding that can be sliced into rows.
fn rows(plan: &Plan, input: &Variant) -> Result<Arc<Tensor>> {
    let Node::Apply { input: batches, .. } = &plan.node else { return Err(internal("a step has an input")) };
    if !composite::has_composites(&batches.spec) {
        return Ok(input.tensor.clone());
    }
    let normalize = composite::normalize(&batches.spec)?;
    normalize.copy_to(&input.host)?;
    let call = Call::new("MapDataset")
        .dataset(input)
        .list(Vec::new())
        .attr("f", Attr::Func(normalize.name))
        .attr("Targuments", Attr::Types(Vec::new()))
        .attr("preserve_cardinality", true);
    Ok(Arc::new(input.host.call(typed(call, &batches.spec))?))
}

fn padded(plan: &Plan, padding: &Padding, input: &Variant) -> Result<Call> {
    let (types, shapes) = types_and_shapes(&plan.spec);
    let mut targets = Vec::new();
    for shape in &padding.shapes {
        let dims = shape.dims().unwrap_or_default().iter();
        let dims: Vec<i64> =
            dims.map(|dim| dim.map_or(Ok(-1), |dim| count("padded_batch", dim))).collect::<Result<_>>()?;
        targets.push(Arc::new(Tensor::from_bytes(DType::I64, &[dims.len()], bytemuck::cast_slice(&dims))?));
    }
    let mut values = Vec::new();
    for (value, dtype) in padding.values.iter().zip(&types) {
        values.push(Arc::new(padding_value(value.as_ref(), *dtype)?));
    }
    Ok(Call::new("PaddedBatchDatasetV2")
        .dataset(input)
        .int(count("padded_batch", padding.size)?)
        .list(targets)
        .list(values)
        .bool(padding.drop_remainder)
        .attr("Toutput_types", types)
        .attr("output_shapes", shapes))
}

/// What components of this dtype are padded with.
pub(crate) fn padding_value(value: Option<&crate::tensor::Tensor>, dtype: DType) -> Result<Tensor> {
    Ok(match value {
        Some(value) => copied(value)?,
        None if dtype == DType::String => Tensor::strings(&[], [""])?,
        None => Tensor::from_bytes(dtype, &[], &[0; 16][..dtype.size().unwrap_or(0)])?,
    })
}

/// TensorFlow makes a window of each component; they are put together as one dataset of elements.
fn windows(plan: &Plan, window: &Window, input: &Variant) -> Result<Call> {
    let ElementSpec::Dataset(element) = &plan.spec else { return Err(internal("a window is a dataset")) };
    let (types, shapes) = types_and_shapes(element);
    let windows = Call::new("WindowDataset")
        .dataset(input)
        .int(count("window", window.size)?)
        .int(count("shift", window.shift)?)
        .int(count("stride", window.stride)?)
        .bool(window.drop_remainder)
        .attr("output_types", vec![DType::Variant; types.len()])
        .attr("output_shapes", vec![Shape::scalar(); shapes.len()]);
    let windows = input.host.call(windows)?;
    let zip = functions::zip(element)?;
    zip.copy_to(&input.host)?;
    let call = Call::new("MapDataset")
        .input(Input::Tensor(Arc::new(windows)))
        .list(Vec::new())
        .attr("f", Attr::Func(zip.name))
        .attr("Targuments", Attr::Types(Vec::new()))
        .attr("preserve_cardinality", true)
        .attr("output_types", vec![DType::Variant])
        .attr("output_shapes", vec![Shape::scalar()]);
    Ok(call)
}

/// Elements go to the shards in turn and are read back in turn, so that their order is kept.
fn snapshot(plan: &Plan, directory: &Path, shards: usize, input: &Variant) -> Result<Call> {
    let host = &input.host;
    let index = ElementSpec::tensor(DType::I64, Shape::scalar());
    let numbered = ElementSpec::Tuple(vec![index.clone(), plan.spec.clone()]);
    let (reader, shard) = (functions::interleave(&numbered, shards)?, functions::shard(&numbered, shards)?);
    let project = functions::without_first(&numbered)?;
    for function in [&reader, &shard, &project] {
        function.copy_to(host)?;
    }
    let numbers = host.call(typed(Call::new("RangeDataset").int(0).int(i64::MAX).int(1), &index))?;
    let zipped = Call::new("ZipDataset").list(vec![Arc::new(numbers), input.tensor.clone()]);
    let zipped = host.call(typed(zipped, &numbered))?;
    let stored = Call::new("SnapshotDatasetV2")
        .input(Input::Tensor(Arc::new(zipped)))
        .string(path(directory)?)
        .list(Vec::new())
        .list(Vec::new())
        .attr("compression", "AUTO")
        .attr("reader_func", Attr::Func(reader.name))
        .attr("shard_func", Attr::Func(shard.name))
        .attr("Treader_func_args", Attr::Types(Vec::new()))
        .attr("Tshard_func_args", Attr::Types(Vec::new()));
    let stored = host.call(typed(stored, &numbered))?;
    let call = Call::new("MapDataset")
        .input(Input::Tensor(Arc::new(stored)))
        .list(Vec::new())
        .attr("f", Attr::Func(project.name))
        .attr("Targuments", Attr::Types(Vec::new()))
        .attr("preserve_cardinality", true);
    Ok(typed(call, &plan.spec))
}
