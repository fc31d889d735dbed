//! The floor under `stack()`: the same graph, whose batches are fetched and dropped.

use std::sync::Arc;

use ndarray::{Array1, Array2};
use tfdata::libtensorflow::{
    self as tf, Attr, Code, Graph, Operation, Output, Session, SessionConfig, Tensor,
};
use tfdata::spec::{DType, Shape};

use crate::error::Error;

/// The rows in a batch.
const BATCH: i64 = 1024;
/// Serialized `tensorflow.data.Options`: neither rewritten (`optimization.apply_default`) nor tuned (`autotune.enabled`).
/// The tuner, of no use to this pipeline, sees every element, and the next start waits for its thread: for seconds, now
/// and then.
const OPTIONS: &[u8] = &[0x1a, 2, 8, 0, 0x3a, 2, 8, 0];

/// `TensorSliceDataset` → `BatchDatasetV2` → `IteratorGetNext`, and nothing else: as TensorFlow runs it fastest.
pub(super) struct Drain {
    session: Session,
    /// The dataset, made once: a constant in its place would be read, and optimized, again by each run.
    dataset: (Output, Tensor),
    start: Operation,
    next: [Output; 2],
}

impl Drain {
    pub(super) fn new((x, y): (Array2<f32>, Array1<i32>)) -> Result<Self, Error> {
        Self::build(&x, &y).map_err(|error| Error::Tfdata(error.into()))
    }

    fn build(x: &Array2<f32>, y: &Array1<i32>) -> tf::Result<Self> {
        let bytes = |values: Vec<[u8; 4]>| values.into_flattened();
        let x_bytes = bytes(x.iter().map(|x| x.to_ne_bytes()).collect());
        let y_bytes = bytes(y.iter().map(|y| y.to_ne_bytes()).collect());
        let x = Tensor::from_bytes(DType::F32, x.shape(), &x_bytes)?;
        let y = Tensor::from_bytes(DType::I32, y.shape(), &y_bytes)?;

        let graph = Graph::new()?;
        let constant = |name: &str, tensor: Tensor| {
            let dtype = tensor.dtype();
            graph.op("Const", name).attr("dtype", dtype).attr_tensor("value", Arc::new(tensor)).finish()
        };
        let types = || vec![DType::F32, DType::I32];
        let rows = vec![Shape::known(&[25]), Shape::scalar()];
        let batches = vec![Shape::new([None, Some(25)]), Shape::new([None])];
        let slices = graph
            .op("TensorSliceDataset", "slices")
            .input_list([constant("x", x)?, constant("y", y)?])
            .attr("Toutput_types", types())
            .attr("output_shapes", rows)
            .finish()?;
        let size = constant("size", Tensor::from_bytes(DType::I64, &[], &BATCH.to_ne_bytes())?)?;
        let drop_remainder = constant("drop_remainder", Tensor::from_bytes(DType::Bool, &[], &[0])?)?;
        let batch = graph
            .op("BatchDatasetV2", "batch")
            .input(slices)
            .input(size)
            .input(drop_remainder)
            .attr("output_types", types())
            .attr("output_shapes", batches.clone())
            .finish()?;
        let plain = graph
            .op("OptionsDataset", "plain")
            .input(batch)
            .attr("serialized_options", Attr::String(OPTIONS.to_vec()))
            .attr("output_types", types())
            .attr("output_shapes", batches.clone())
            .finish()?;
        let iterator = graph
            .op("IteratorV2", "iterator")
            .attr("shared_name", "iterator")
            .attr("container", "")
            .attr("output_types", types())
            .attr("output_shapes", batches.clone())
            .finish()?;
        let dataset = graph.op("Placeholder", "dataset").attr("dtype", DType::Variant).finish()?.output(0);
        let start = graph.op("MakeIterator", "start").input(dataset).input(iterator).finish()?;
        let next = graph
            .op("IteratorGetNext", "next")
            .input(iterator)
            .attr("output_types", types())
            .attr("output_shapes", batches)
            .finish()?;
        let session = Session::new(&graph, &SessionConfig::default().to_bytes())?;
        let variant = session.run(&[], &[plain.output(0)], &[])?.pop();
        let variant = variant.ok_or(tf::Error::Null { function: "TF_SessionRun" })?;
        Ok(Self { session, dataset: (dataset, variant), start, next: [next.output(0), next.output(1)] })
    }

    /// Drains it, from the beginning. Returns the number of elements.
    pub(super) fn run(&self) -> Result<usize, Error> {
        self.drain().map_err(|error| Error::Tfdata(error.into()))
    }

    fn drain(&self) -> tf::Result<usize> {
        let (dataset, variant) = &self.dataset;
        self.session.run(&[(*dataset, variant)], &[], &[self.start])?;
        let mut step = self.session.prepare([], &self.next, &[])?;
        let mut tensors = Vec::new();
        let mut elements = 0;
        loop {
            match step.step(&mut tensors) {
                Ok(()) => elements += tensors[1].len(),
                Err(error) if error.status().is_some_and(|status| status.code == Code::OutOfRange) => {
                    return Ok(elements);
                }
                Err(error) => return Err(error),
            }
        }
    }
}
