//! Datasets whose elements come from one of several others.

use std::sync::Arc;

use tfdata_spec::{DType, ElementSpec, Shape};

use super::call::{Call, Input};
use super::functions;
use super::lower::{internal, typed};
use super::variant::Variant;
use crate::engine::seeds;
use crate::error::Result;
use crate::libtensorflow::{Attr, Tensor};
use crate::plan::{Plan, Sample, WhenEmpty};

/// The inputs' elements in the order that the last input gives.
pub(super) fn lower(_: &Plan, when_empty: WhenEmpty, inputs: &[Arc<Variant>]) -> Result<Call> {
    let Some((choices, inputs)) = inputs.split_last() else { return Err(internal("there are choices")) };
    Ok(directed(choices.tensor.clone(), inputs, when_empty))
}

/// The inputs' elements in random order: `tf.data.Dataset.sample_from_datasets`, step by step.
pub(super) fn sampled(sample: &Sample, inputs: &[Arc<Variant>]) -> Result<Call> {
    let Some(first) = inputs.first() else { return Err(internal("there are datasets to draw from")) };
    let host = &first.host;
    let (seed, seed2) = seeds(sample.seed);
    let number = |shape: Shape| ElementSpec::tensor(DType::I64, shape);
    let random = match sample.rerandomize {
        true => Call::new("RandomDatasetV2")
            .int(seed)
            .int(seed2)
            .input(Input::Op("DummySeedGenerator"))
            .attr("rerandomize_each_iteration", true),
        false => Call::new("RandomDataset").int(seed).int(seed2),
    };
    let random = host.call(typed(random, &number(Shape::scalar())))?;
    let pairs = Call::new("BatchDatasetV2").input(Input::Tensor(Arc::new(random))).int(2).bool(false);
    let pairs = host.call(typed(pairs, &number(Shape::new([None]))))?;
    let draw = functions::draw()?;
    draw.copy_to(host)?;
    let logits: Vec<f32> = match &sample.weights {
        Some(weights) => weights.iter().filter(|weight| **weight > 0.0).map(|weight| weight.ln()).collect(),
        None => vec![1.0; inputs.len()],
    };
    let logits = Tensor::from_bytes(DType::F32, &[1, logits.len()], bytemuck::cast_slice(&logits))?;
    let choices = Call::new("MapDataset")
        .input(Input::Tensor(Arc::new(pairs)))
        .list(vec![Arc::new(logits)])
        .attr("f", Attr::Func(draw.name))
        .attr("Targuments", vec![DType::F32])
        .attr("use_inter_op_parallelism", false);
    let choices = host.call(typed(choices, &number(Shape::scalar())))?;
    Ok(directed(Arc::new(choices), inputs, sample.when_empty))
}

fn directed(choices: Arc<Tensor>, inputs: &[Arc<Variant>], when_empty: WhenEmpty) -> Call {
    Call::new("DirectedInterleaveDataset")
        .input(Input::Tensor(choices))
        .list(inputs.iter().map(|input| input.tensor.clone()).collect())
        .attr("stop_on_empty_dataset", when_empty == WhenEmpty::Stop)
}
