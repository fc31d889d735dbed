use std::marker::PhantomData;
use std::sync::Arc;

use bytes::Bytes;
use tfdata_spec::{DType, ElementSpec, Shape};

use super::function::Scope;
use super::{Capture, Captured, Fields, Graph, Operand, Outputs, Symbolic, Tensor, Truth, Untyped};
use crate::element::{Element, Stack};
use crate::libtensorflow::Attr;
use crate::plan::PaddedBatch;

/// A dataset inside a function: what `flat_map`, `interleave` and `group_by_window` return.
#[derive(Debug)]
pub struct Dataset<E> {
    pub(crate) variant: Tensor,
    pub(crate) spec: ElementSpec,
    element: PhantomData<fn() -> E>,
}

impl Graph {
    /// Numbers from `start` up to, not including, `stop`; both are `i64`. `tf.data.Dataset.range`.
    pub fn range(&self, start: impl Operand<i64>, stop: impl Operand<i64>) -> Dataset<i64> {
        let number = self.constant(0_i64).untyped();
        let (start, stop, step) = (start.like(&number), stop.like(&number), self.constant(1_i64));
        let call = self.op("RangeDataset").input(&start).input(&stop).input(&step);
        Dataset::of(call, ElementSpec::tensor(DType::I64, Shape::scalar()))
    }

    /// One element. `tf.data.Dataset.from_tensors`.
    pub fn from_tensors<E: Element>(&self, element: impl Into<Outputs<E>>) -> Dataset<E> {
        let Outputs { spec, tensors, .. } = element.into();
        let (types, shapes) = types_and_shapes(&spec);
        let call = self.op("TensorDataset").inputs(&tensors);
        Dataset::new(call.attr("Toutput_types", types).attr("output_shapes", shapes).finish(), spec)
    }

    /// The rows of tensors. `tf.data.Dataset.from_tensor_slices`.
    pub fn from_tensor_slices<E: Stack>(&self, batch: impl Into<Outputs<E::Batch>>) -> Dataset<E> {
        let Outputs { spec, tensors, .. } = batch.into();
        let Some(spec) = spec.unbatched() else {
            let variant = self.fail("from_tensor_slices: a scalar has no rows".into());
            return Dataset::new(variant, spec);
        };
        let (types, shapes) = types_and_shapes(&spec);
        let call = self.op("TensorSliceDataset").inputs(&tensors);
        Dataset::new(call.attr("Toutput_types", types).attr("output_shapes", shapes).finish(), spec)
    }

    /// The records of a TFRecord file that is not compressed, named by a string.
    pub fn tfrecords(&self, file: impl Operand<String>) -> Dataset<Bytes> {
        self.file("TFRecordDataset", file)
    }

    /// The lines of a text file, named by a string.
    pub fn text_lines(&self, file: impl Operand<String>) -> Dataset<String> {
        self.file("TextLineDataset", file)
    }

    fn file<E>(&self, op: &str, file: impl Operand<String>) -> Dataset<E> {
        let (compression, buffer) = (self.constant(""), self.constant(256_i64 << 10));
        let file = file.like(&compression.untyped());
        let variant = self.op(op).input(&file).input(&compression).input(&buffer).finish();
        Dataset::new(variant, ElementSpec::tensor(DType::String, Shape::scalar()))
    }

    /// A dataset of the program.
    pub fn dataset<E: Element>(&self, dataset: &crate::Dataset<E>) -> Dataset<E> {
        let plan = dataset.plan();
        Dataset::new(self.captured(plan), plan.spec.clone())
    }

    fn captured(&self, plan: &Arc<crate::plan::Plan>) -> Tensor {
        if let Some(parent) = &self.0.parent {
            return parent.captured(plan);
        }
        let known = self.0.captures.borrow().iter().find_map(|capture| match &capture.from {
            Captured::Dataset(from) if Arc::ptr_eq(from, plan) => Some(capture.argument),
            _ => None,
        });
        if known.is_some() {
            return Tensor::new(self, known);
        }
        let argument = self.argument(DType::Variant, Shape::scalar());
        if let Some(output) = argument.output {
            let capture = Capture { from: Captured::Dataset(plan.clone()), argument: output };
            self.0.captures.borrow_mut().push(capture);
        }
        argument
    }
}

impl<E> Dataset<E> {
    pub(crate) fn new(variant: Tensor, spec: ElementSpec) -> Self {
        Self { variant, spec, element: PhantomData }
    }

    fn of(call: super::Op<'_>, spec: ElementSpec) -> Self {
        let (types, shapes) = types_and_shapes(&spec);
        let variant = call.attr("output_types", types).attr("output_shapes", shapes).finish();
        Self::new(variant, spec)
    }

    /// The opaque tensor that stands for it, for [`Graph::op`].
    pub fn variant(&self) -> &Tensor {
        &self.variant
    }

    /// What one element is.
    pub fn element_spec(&self) -> &ElementSpec {
        &self.spec
    }

    fn graph(&self) -> &Graph {
        &self.variant.graph
    }

    fn counted(&self, op: &str, count: impl Operand<i64>) -> Self {
        let count = count.like(&self.graph().constant(0_i64).untyped());
        Self::of(self.graph().op(op).input(&self.variant).input(&count), self.spec.clone())
    }

    /// The first elements. `tf.data.Dataset.take`.
    #[must_use]
    pub fn take(&self, count: impl Operand<i64>) -> Self {
        self.counted("TakeDataset", count)
    }

    /// All but the first elements. `tf.data.Dataset.skip`.
    #[must_use]
    pub fn skip(&self, count: impl Operand<i64>) -> Self {
        self.counted("SkipDataset", count)
    }

    /// The elements so many times over; -1 for ever. `tf.data.Dataset.repeat`.
    #[must_use]
    pub fn repeat(&self, count: impl Operand<i64>) -> Self {
        self.counted("RepeatDataset", count)
    }

    /// The elements of this one, then those of the other. `tf.data.Dataset.concatenate`.
    pub(crate) fn concatenate(&self, next: &Self) -> Self {
        let call = self.graph().op("ConcatenateDataset").input(&self.variant).input(&next.variant);
        Self::of(call, self.spec.clone())
    }

    /// The only component of the only element. `tf.data.Dataset.get_single_element`.
    pub(crate) fn single(&self) -> Tensor {
        let (types, shapes) = types_and_shapes(&self.spec);
        let call = self.graph().op("DatasetToSingleElement").input(&self.variant);
        call.attr("output_types", types).attr("output_shapes", shapes).finish()
    }

    /// Batches; the last one may be shorter. `tf.data.Dataset.batch`.
    #[must_use]
    pub fn batch<B>(&self, size: impl Operand<i64>) -> Dataset<B>
    where
        E: Stack<Batch = B>,
    {
        let size = size.like(&self.graph().constant(0_i64).untyped());
        let all = self.graph().constant(false);
        let call = self.graph().op("BatchDatasetV2").input(&self.variant).input(&size).input(&all);
        Dataset::of(call, self.spec.batched(None))
    }

    /// Batches of elements that differ in shape, each filled up to the longest one. `size` takes the place of
    /// that in `padded`. `tf.data.Dataset.padded_batch`.
    pub(crate) fn padded_batch<B>(&self, size: &Tensor<i64>, padded: PaddedBatch) -> Dataset<B> {
        let graph = self.graph();
        let (padding, spec) = match padded.resolve(&self.spec) {
            Ok(resolved) => resolved,
            Err(reason) => return Dataset::new(graph.fail(reason), self.spec.clone()),
        };
        let (types, shapes) = types_and_shapes(&spec);
        let mut targets = Vec::new();
        for shape in &padding.shapes {
            let dims = shape.dims().unwrap_or_default().iter();
            let dims: Vec<i64> =
                dims.map(|dim| dim.and_then(|dim| i64::try_from(dim).ok()).unwrap_or(-1)).collect();
            targets.push(graph.ints(&dims));
        }
        let values: Vec<Tensor> = padding
            .values
            .into_iter()
            .zip(&types)
            .map(|(value, dtype)| match crate::engine::tensorflow::padding_value(value.as_ref(), *dtype) {
                Ok(value) => graph.constant_tensor(value),
                Err(error) => graph.fail(error.to_string()),
            })
            .collect();
        let exact = graph.constant(padding.drop_remainder);
        let call = graph.op("PaddedBatchDatasetV2").input(&self.variant).input(size).inputs(&targets);
        let call = call.inputs(&values).input(&exact);
        Dataset::new(call.attr("Toutput_types", types).attr("output_shapes", shapes).finish(), spec)
    }
}

impl<E: Element> Dataset<E> {
    /// A function of each element. `tf.data.Dataset.map`.
    #[must_use]
    pub fn map<O: Element>(&self, function: impl FnOnce(&Graph, &Fields<E>) -> Outputs<O>) -> Dataset<O> {
        self.apply("MapDataset", "f", |graph, element| {
            let outputs = function(graph, &Fields::new(element)).known();
            let spec = outputs.spec.clone();
            (outputs, spec)
        })
    }

    /// The elements for which the function is true. `tf.data.Dataset.filter`.
    #[must_use]
    pub fn filter<B: Truth>(&self, predicate: impl FnOnce(&Graph, &Fields<E>) -> Tensor<B>) -> Self {
        let spec = self.spec.clone();
        self.apply("FilterDataset", "predicate", |graph, element| {
            (predicate(graph, &Fields::new(element)).outputs(), spec)
        })
    }

    fn apply<O>(
        &self,
        op: &str,
        attr: &str,
        body: impl FnOnce(&Graph, &Untyped) -> (Outputs, ElementSpec),
    ) -> Dataset<O> {
        let graph = self.graph();
        let failed = |reason: String| Dataset::new(graph.fail(reason), self.spec.clone());
        let scope = match Scope::new(Some(graph)) {
            Ok(scope) => scope,
            Err(error) => return failed(error.to_string()),
        };
        let built = scope.function("inner", &[&self.spec], |inner, fields| match fields.first() {
            Some(fields) => body(inner, fields),
            None => (Outputs::new(ElementSpec::Tuple(Vec::new()), Vec::new()), self.spec.clone()),
        });
        let (named, _, captured, spec) = match built {
            Ok(built) => built,
            Err(reason) => return failed(reason),
        };
        for function in &named.functions {
            if let Err(error) = graph.0.graph.copy_function(function) {
                return failed(error.to_string());
            }
        }
        graph.0.functions.borrow_mut().extend(named.functions);
        let captured: Vec<Tensor> = captured
            .into_iter()
            .filter_map(|captured| match captured {
                Captured::Tensor(tensor) => Some(tensor),
                Captured::Dataset(_) => None,
            })
            .collect();
        let dtypes: Vec<DType> = captured.iter().map(Tensor::dtype).collect();
        let call = graph.op(op).input(&self.variant).inputs(&captured);
        Dataset::of(call.attr(attr, Attr::Func(named.name)).attr("Targuments", dtypes), spec)
    }
}

impl<E> Clone for Dataset<E> {
    fn clone(&self) -> Self {
        Self::new(self.variant.clone(), self.spec.clone())
    }
}

fn types_and_shapes(spec: &ElementSpec) -> (Vec<DType>, Vec<Shape>) {
    spec.components().into_iter().map(|component| (component.tensor.dtype, component.tensor.shape)).unzip()
}
