//! Small ops, by what they do with a tensor.

use std::cell::Cell;
use std::sync::Arc;

use tfdata_spec::{DType, Shape};

use crate::libtensorflow::{Attr, Graph, Operation, OperationBuilder, Output, Result, Tensor};

/// Adds ops to a graph under names of its own making.
pub(super) struct Ops<'g> {
    graph: &'g Graph,
    /// What all names begin with.
    name: String,
    number: Cell<usize>,
}

impl<'g> Ops<'g> {
    pub(super) fn new(graph: &'g Graph, name: impl Into<String>) -> Self {
        Self { graph, name: name.into(), number: Cell::new(0) }
    }

    pub(super) fn op(&self, op_type: &str) -> OperationBuilder<'g> {
        let number = self.number.replace(self.number.get() + 1);
        self.graph.op(op_type, &format!("{}{op_type}_{number}", self.name))
    }

    pub(super) fn constant(&self, value: Tensor) -> Result<Operation> {
        self.op("Const").attr("dtype", value.dtype()).attr_tensor("value", Arc::new(value)).finish()
    }

    pub(super) fn strings(&self, items: &[&str]) -> Result<Operation> {
        self.constant(Tensor::strings(&[items.len()], items)?)
    }

    pub(super) fn int(&self, value: usize) -> Result<Operation> {
        self.constant(Tensor::from_bytes(DType::I64, &[], &(value as i64).to_ne_bytes())?)
    }

    pub(super) fn ints(&self, values: &[i64]) -> Result<Operation> {
        self.constant(Tensor::from_bytes(DType::I64, &[values.len()], bytemuck::cast_slice(values))?)
    }

    /// The number of items.
    pub(super) fn size(&self, tensor: Output) -> Result<Output> {
        Ok(self.op("Size").input(tensor).attr("out_type", DType::I64).finish()?.output(0))
    }

    pub(super) fn greater(&self, a: Output, b: usize) -> Result<Output> {
        Ok(self.op("Greater").input(a).input(self.int(b)?).finish()?.output(0))
    }

    pub(super) fn equal(&self, a: Output, b: usize) -> Result<Output> {
        Ok(self.op("Equal").input(a).input(self.int(b)?).finish()?.output(0))
    }

    pub(super) fn or(&self, a: Output, b: Output) -> Result<Output> {
        Ok(self.op("LogicalOr").input(a).input(b).finish()?.output(0))
    }

    pub(super) fn modulo(&self, a: Output, b: usize) -> Result<Output> {
        Ok(self.op("FloorMod").input(a).input(self.int(b)?).finish()?.output(0))
    }

    /// Fails where the condition is false, with this message and the number behind it.
    pub(super) fn assert(&self, condition: Output, message: &str, number: Output) -> Result<Operation> {
        let message = self.constant(Tensor::strings(&[], [message])?)?;
        self.op("Assert").input(condition).input_list([message.output(0), number]).finish()
    }

    /// The same items as rows of this shape, or as a tensor of it; `-1` is what follows from their number.
    pub(super) fn reshaped(&self, tensor: Output, shape: &[i64], after: Option<Operation>) -> Result<Output> {
        let reshape = self.op("Reshape").input(tensor).input(self.ints(shape)?);
        Ok(after.into_iter().fold(reshape, OperationBuilder::control_input).finish()?.output(0))
    }

    /// Zeros, or empty strings, in this shape.
    pub(super) fn zeros(&self, dtype: DType, shape: &[usize]) -> Result<Output> {
        let count = shape.iter().product::<usize>();
        let zeros = match dtype {
            DType::String => Tensor::strings(shape, vec![""; count])?,
            dtype => Tensor::from_bytes(dtype, shape, &vec![0; count * dtype.size().unwrap_or(0)])?,
        };
        Ok(self.constant(zeros)?.output(0))
    }

    /// The first `count` items of a vector, with zeros or empty strings behind those that there are.
    pub(super) fn first(&self, vector: Output, dtype: DType, count: usize) -> Result<Output> {
        let padded = self
            .op("ConcatV2")
            .input_list([vector, self.zeros(dtype, &[count])?])
            .input(self.int(0)?)
            .finish()?;
        let (begin, size) = (self.ints(&[0])?, self.ints(&[count as i64])?);
        Ok(self.op("Slice").input(padded).input(begin).input(size).finish()?.output(0))
    }

    /// Row splits from row lengths: their sums, with 0 in front.
    pub(super) fn row_splits(&self, lengths: Output) -> Result<Output> {
        let sums = self.op("Cumsum").input(lengths).input(self.int(0)?).finish()?;
        let all = [self.ints(&[0])?.output(0), sums.output(0)];
        Ok(self.op("ConcatV2").input_list(all).input(self.int(0)?).finish()?.output(0))
    }

    /// A ragged tensor as the opaque component that datasets move.
    pub(super) fn ragged(&self, splits: Vec<Output>, values: Output) -> Result<Output> {
        self.ragged_variant(splits, values, false)
    }

    /// The rows of a ragged tensor as opaque components, in a vector: as in a batch of them.
    pub(super) fn ragged_rows(&self, splits: Vec<Output>, values: Output) -> Result<Output> {
        self.ragged_variant(splits, values, true)
    }

    fn ragged_variant(&self, splits: Vec<Output>, values: Output, rows: bool) -> Result<Output> {
        let variant = self.op("RaggedTensorToVariant").input_list(splits).input(values);
        Ok(variant.attr("batched_input", rows).finish()?.output(0))
    }

    /// A sparse tensor as the opaque component that datasets move.
    pub(super) fn sparse(&self, [indices, values, shape]: [Output; 3]) -> Result<Output> {
        let variant = self.op("SerializeSparse").input(indices).input(values).input(shape);
        Ok(variant.attr("out_type", DType::Variant).finish()?.output(0))
    }

    /// An optional that holds the component, or nothing.
    ///
    /// Both are made and one of them is taken, since the executor that runs the functions of a dataset on one
    /// thread knows no branches.
    pub(super) fn optional(&self, there: Output, component: Output) -> Result<Output> {
        self.either(there, self.some(&[component])?, self.none()?)
    }

    /// An optional that holds these components.
    pub(super) fn some(&self, components: &[Output]) -> Result<Output> {
        let some = self.op("OptionalFromValue").input_list(components.iter().copied());
        Ok(some.finish()?.output(0))
    }

    /// An optional that holds nothing.
    pub(super) fn none(&self) -> Result<Output> {
        Ok(self.op("OptionalNone").finish()?.output(0))
    }

    /// One of two tensors of the same dtype and shape.
    pub(super) fn either(&self, first: Output, then: Output, otherwise: Output) -> Result<Output> {
        let both = self.op("Pack").input_list([otherwise, then]).attr("axis", 0_i64).finish()?;
        let index = self.op("Cast").input(first).attr("DstT", DType::I64).finish()?;
        Ok(self.op("GatherV2").input(both).input(index).input(self.int(0)?).finish()?.output(0))
    }

    /// One of two tensors of the same dtype, whatever their shapes. As optionals, both are scalars.
    pub(super) fn one_of(
        &self,
        first: Output,
        then: Output,
        otherwise: Output,
        dtype: DType,
    ) -> Result<Output> {
        let one = self.either(first, self.some(&[then])?, self.some(&[otherwise])?)?;
        let value = self
            .op("OptionalGetValue")
            .input(one)
            .attr("output_types", Attr::Types(vec![dtype]))
            .attr("output_shapes", Attr::Shapes(vec![Shape::UNKNOWN]));
        Ok(value.finish()?.output(0))
    }

    /// The same tensor, once this op has run.
    pub(super) fn after(&self, tensor: Output, op: Operation) -> Result<Output> {
        Ok(self.op("Identity").input(tensor).control_input(op).finish()?.output(0))
    }

    /// A vector all of whose items are stored, as the parts of a sparse one.
    pub(super) fn sparse_vector(&self, values: Output) -> Result<[Output; 3]> {
        let count = self.size(values)?;
        let indices = self.op("Range").input(self.int(0)?).input(count).input(self.int(1)?).finish()?;
        let indices = self.reshaped(indices.output(0), &[-1, 1], None)?;
        Ok([indices, values, self.reshaped(count, &[1], None)?])
    }

    /// The number of rows that these row splits delimit; splits of a list that is missing may be empty.
    pub(super) fn steps(&self, splits: Output) -> Result<Output> {
        let one = self.int(1)?;
        Ok(self.op("Sub").input(self.size(splits)?).input(one).finish()?.output(0))
    }

    /// The first item of a vector.
    pub(super) fn leading(&self, vector: Output) -> Result<Output> {
        let (index, axis) = (self.int(0)?, self.int(0)?);
        Ok(self.op("GatherV2").input(vector).input(index).input(axis).finish()?.output(0))
    }
}
