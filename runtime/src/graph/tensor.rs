use tfdata_spec::{DType, Shape};

use super::{Graph, Operand};
use crate::element::Item;
use crate::libtensorflow::{Attr, Output};

/// What a function computes: a tensor that will have a value for each element.
#[derive(Clone)]
pub struct Tensor {
    pub(super) graph: Graph,
    /// None after a mistake.
    pub(super) output: Option<Output>,
}

impl Tensor {
    pub(super) fn new(graph: &Graph, output: Option<Output>) -> Self {
        Self { graph: graph.clone(), output }
    }

    /// Its dtype.
    pub fn dtype(&self) -> DType {
        let Some(output) = self.output else { return DType::Other(0) };
        let node = self.graph.0.graph.node(output.operation);
        node.ok().and_then(|node| node.output_dtype(output.index)).unwrap_or(DType::Other(0))
    }

    /// Its shape, as far as it is known before there is a value.
    pub fn shape(&self) -> Shape {
        let Some(output) = self.output else { return Shape::UNKNOWN };
        let node = self.graph.0.graph.node(output.operation);
        node.map_or(Shape::UNKNOWN, |node| node.output_shape(output.index))
    }

    fn unary(&self, op: &str) -> Self {
        self.graph.op(op).input(self).finish()
    }

    pub(super) fn binary(&self, op: &str, other: impl Operand) -> Self {
        let other = other.like(self);
        self.graph.innermost(&other.graph).op(op).input(self).input(&other).finish()
    }

    /// As items of another type: `x.cast::<f32>()`. `tf.cast`.
    pub fn cast<T: Item>(&self) -> Self {
        self.graph.op("Cast").input(self).attr("DstT", T::DTYPE).finish()
    }

    /// The absolute value. `tf.abs`.
    pub fn abs(&self) -> Self {
        self.unary("Abs")
    }

    /// eˣ. `tf.exp`.
    pub fn exp(&self) -> Self {
        self.unary("Exp")
    }

    /// The natural logarithm. `tf.math.log`.
    pub fn ln(&self) -> Self {
        self.unary("Log")
    }

    /// The square root. `tf.sqrt`.
    pub fn sqrt(&self) -> Self {
        self.unary("Sqrt")
    }

    /// The larger of the two, item by item. `tf.maximum`.
    pub fn max(&self, other: impl Operand) -> Self {
        self.binary("Maximum", other)
    }

    /// The smaller of the two, item by item. `tf.minimum`.
    pub fn min(&self, other: impl Operand) -> Self {
        self.binary("Minimum", other)
    }

    /// Whether items are equal. `tf.equal`.
    #[allow(clippy::should_implement_trait, reason = "it gives a tensor")]
    pub fn eq(&self, other: impl Operand) -> Self {
        self.binary("Equal", other)
    }

    /// Whether items differ. `tf.not_equal`.
    #[allow(clippy::should_implement_trait, reason = "it gives a tensor")]
    pub fn ne(&self, other: impl Operand) -> Self {
        self.binary("NotEqual", other)
    }

    /// Whether items are less. `tf.less`.
    pub fn lt(&self, other: impl Operand) -> Self {
        self.binary("Less", other)
    }

    /// Whether items are less or equal. `tf.less_equal`.
    pub fn le(&self, other: impl Operand) -> Self {
        self.binary("LessEqual", other)
    }

    /// Whether items are greater. `tf.greater`.
    pub fn gt(&self, other: impl Operand) -> Self {
        self.binary("Greater", other)
    }

    /// Whether items are greater or equal. `tf.greater_equal`.
    pub fn ge(&self, other: impl Operand) -> Self {
        self.binary("GreaterEqual", other)
    }

    /// Whether both are true. `tf.logical_and`.
    pub fn and(&self, other: &Self) -> Self {
        self.graph.op("LogicalAnd").input(self).input(other).finish()
    }

    /// Whether one of them is true. `tf.logical_or`.
    pub fn or(&self, other: &Self) -> Self {
        self.graph.op("LogicalOr").input(self).input(other).finish()
    }

    /// Whether it is false. `tf.logical_not`.
    #[allow(clippy::should_implement_trait, reason = "it is a word of its own beside `and` and `or`")]
    pub fn not(&self) -> Self {
        self.unary("LogicalNot")
    }

    /// Where this is true `a`, else `b`, item by item. `tf.where`.
    pub fn select(&self, a: &Self, b: &Self) -> Self {
        self.graph.op("SelectV2").input(self).input(a).input(b).finish()
    }

    /// The same items in another shape; one size may be -1. `tf.reshape`.
    pub fn reshape(&self, shape: &[i64]) -> Self {
        let shape = self.graph.ints(shape);
        self.graph.op("Reshape").input(self).input(&shape).finish()
    }

    /// With one more axis, of size 1, in front of this one; -1 for the last. `tf.expand_dims`.
    pub fn expand_dims(&self, axis: i64) -> Self {
        let axis = self.graph.constant(axis);
        self.graph.op("ExpandDims").input(self).input(&axis).finish()
    }

    /// Without these axes, which have the size 1. `tf.squeeze`.
    pub fn squeeze(&self, axes: &[i64]) -> Self {
        self.graph.op("Squeeze").input(self).attr("squeeze_dims", Attr::Ints(axes.to_vec())).finish()
    }

    /// The sizes of its axes, as a vector of `i64`. `tf.shape`.
    pub fn dims(&self) -> Self {
        self.graph.op("Shape").input(self).attr("out_type", DType::I64).finish()
    }

    /// The size of axis 0, as an `i64`. `tf.shape(x)[0]`.
    #[allow(clippy::len_without_is_empty, reason = "it is not known before there is a value")]
    pub fn len(&self) -> Self {
        self.dims().index(0)
    }

    /// Row `index` along axis 0. `x[index]`.
    pub fn index(&self, index: impl Operand) -> Self {
        let (index, axis) = (index.like(&self.graph.constant(0_i64)), self.graph.constant(0_i64));
        self.graph.op("GatherV2").input(self).input(&index).input(&axis).finish()
    }

    /// The sum of all items. `tf.reduce_sum`.
    pub fn sum(&self) -> Self {
        self.reduce("Sum", None)
    }

    /// The mean of all items. `tf.reduce_mean`.
    pub fn mean(&self) -> Self {
        self.reduce("Mean", None)
    }

    /// The largest of all items. `tf.reduce_max`.
    pub fn reduce_max(&self) -> Self {
        self.reduce("Max", None)
    }

    /// The smallest of all items. `tf.reduce_min`.
    pub fn reduce_min(&self) -> Self {
        self.reduce("Min", None)
    }

    /// Whether all items are true. `tf.reduce_all`.
    pub fn all(&self) -> Self {
        self.reduce("All", None)
    }

    /// Whether one of the items is true. `tf.reduce_any`.
    pub fn any(&self) -> Self {
        self.reduce("Any", None)
    }

    /// The sum along these axes. `tf.reduce_sum(x, axes)`.
    pub fn sum_axes(&self, axes: &[i64]) -> Self {
        self.reduce("Sum", Some(axes))
    }

    /// The mean along these axes. `tf.reduce_mean(x, axes)`.
    pub fn mean_axes(&self, axes: &[i64]) -> Self {
        self.reduce("Mean", Some(axes))
    }

    fn reduce(&self, op: &str, axes: Option<&[i64]>) -> Self {
        let (flat, axes) = match axes {
            Some(axes) => (self.clone(), axes),
            None => (self.reshape(&[-1]), &[0][..]),
        };
        let axes = self.graph.ints(axes);
        self.graph.op(op).input(&flat).input(&axes).finish()
    }
}

impl std::fmt::Debug for Tensor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tensor({} {})", self.dtype(), self.shape())
    }
}
