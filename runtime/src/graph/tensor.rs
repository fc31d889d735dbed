use tfdata_spec::{DType, Shape};

use std::marker::PhantomData;

use super::{FromUntyped, Graph, Operand, Untyped};
use crate::element::Item;
use crate::libtensorflow::{Attr, Output};

/// What a function computes: a tensor of `T`s that will have a value for each element.
///
/// A `Tensor` alone is one whose dtype the compiler doesn't know: what [`Graph::op`] gives, and `x["name"]`. It goes
/// with tensors of any type; TensorFlow compares the dtypes when the function is built.
pub struct Tensor<T = Any> {
    pub(super) graph: Graph,
    /// None after a mistake.
    pub(super) output: Option<Output>,
    item: PhantomData<fn() -> T>,
}

/// The item of a [`Tensor`] whose dtype is known when the function is built, not to the compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Any {}

/// `bool`, or [`Any`], which may be it: the items of a tensor that answers yes or no.
#[diagnostic::on_unimplemented(
    message = "a tensor of `{Self}` is neither true nor false",
    label = "needs a `Tensor<bool>`, and got one of `{Self}`",
    note = "compare it: `x.gt(0)`, `x.ne(0)`, …"
)]
pub trait Truth {}

impl Truth for bool {}
impl Truth for Any {}

impl Tensor {
    pub(super) fn new(graph: &Graph, output: Option<Output>) -> Self {
        Self { graph: graph.clone(), output, item: PhantomData }
    }

    /// The same tensor, as one of `T`s. `g.op("Round").input(&x).finish().typed::<f32>()`.
    ///
    /// Another dtype is an [`Argument`](crate::Error::Argument) error when the dataset is used.
    pub fn typed<T: Item>(&self) -> Tensor<T> {
        let dtype = self.dtype();
        if self.output.is_some() && dtype != T::DTYPE {
            let (want, rust) = (T::DTYPE, T::RUST);
            return self.graph.fail(format!("a tensor is {dtype}, where `{rust}` wants {want}")).known();
        }
        self.clone().known()
    }

    /// The same tensor, whose dtype is `T`'s.
    pub(super) fn known<T>(self) -> Tensor<T> {
        Tensor { graph: self.graph, output: self.output, item: PhantomData }
    }
}

impl<T: Item> FromUntyped for Tensor<T> {
    fn from_untyped(components: &Untyped) -> Self {
        components[0].typed()
    }
}

impl<T> Tensor<T> {
    /// The same tensor, its dtype forgotten by the compiler.
    pub fn untyped(&self) -> Tensor {
        Tensor::new(&self.graph, self.output)
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
        self.graph.op(op).input(self).finish().known()
    }

    pub(super) fn binary(&self, op: &str, other: impl Operand<T>) -> Self {
        self.with(op, other).known()
    }

    fn compare(&self, op: &str, other: impl Operand<T>) -> Tensor<bool> {
        self.with(op, other).known()
    }

    fn with(&self, op: &str, other: impl Operand<T>) -> Tensor {
        let this = self.untyped();
        let other = other.like(&this);
        self.graph.innermost(&other.graph).op(op).input(&this).input(&other).finish()
    }

    /// As items of another type: `x.cast::<f32>()`. `tf.cast`.
    pub fn cast<U: Item>(&self) -> Tensor<U> {
        self.graph.op("Cast").input(self).attr("DstT", U::DTYPE).finish().known()
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
    pub fn max(&self, other: impl Operand<T>) -> Self {
        self.binary("Maximum", other)
    }

    /// The smaller of the two, item by item. `tf.minimum`.
    pub fn min(&self, other: impl Operand<T>) -> Self {
        self.binary("Minimum", other)
    }

    /// Whether items are equal. `tf.equal`.
    #[allow(clippy::should_implement_trait, reason = "it gives a tensor")]
    pub fn eq(&self, other: impl Operand<T>) -> Tensor<bool> {
        self.compare("Equal", other)
    }

    /// Whether items differ. `tf.not_equal`.
    #[allow(clippy::should_implement_trait, reason = "it gives a tensor")]
    pub fn ne(&self, other: impl Operand<T>) -> Tensor<bool> {
        self.compare("NotEqual", other)
    }

    /// Whether items are less. `tf.less`.
    pub fn lt(&self, other: impl Operand<T>) -> Tensor<bool> {
        self.compare("Less", other)
    }

    /// Whether items are less or equal. `tf.less_equal`.
    pub fn le(&self, other: impl Operand<T>) -> Tensor<bool> {
        self.compare("LessEqual", other)
    }

    /// Whether items are greater. `tf.greater`.
    pub fn gt(&self, other: impl Operand<T>) -> Tensor<bool> {
        self.compare("Greater", other)
    }

    /// Whether items are greater or equal. `tf.greater_equal`.
    pub fn ge(&self, other: impl Operand<T>) -> Tensor<bool> {
        self.compare("GreaterEqual", other)
    }

    /// The same items in another shape; one size may be -1. `tf.reshape`.
    pub fn reshape(&self, shape: &[i64]) -> Self {
        let shape = self.graph.ints(shape);
        self.graph.op("Reshape").input(self).input(&shape).finish().known()
    }

    /// With one more axis, of size 1, in front of this one; -1 for the last. `tf.expand_dims`.
    pub fn expand_dims(&self, axis: i64) -> Self {
        let axis = self.graph.constant(axis);
        self.graph.op("ExpandDims").input(self).input(&axis).finish().known()
    }

    /// Without these axes, which have the size 1. `tf.squeeze`.
    pub fn squeeze(&self, axes: &[i64]) -> Self {
        let axes = Attr::Ints(axes.to_vec());
        self.graph.op("Squeeze").input(self).attr("squeeze_dims", axes).finish().known()
    }

    /// The sizes of its axes, as a vector of `i64`. `tf.shape`.
    pub fn dims(&self) -> Tensor<i64> {
        self.graph.op("Shape").input(self).attr("out_type", DType::I64).finish().known()
    }

    /// The size of axis 0, as an `i64`. `tf.shape(x)[0]`.
    #[allow(clippy::len_without_is_empty, reason = "it is not known before there is a value")]
    pub fn len(&self) -> Tensor<i64> {
        self.dims().index(0)
    }

    /// Row `index` along axis 0. `x[index]`.
    pub fn index(&self, index: impl Operand<i64>) -> Self {
        let axis = self.graph.constant(0_i64);
        let index = index.like(&axis.untyped());
        self.graph.op("GatherV2").input(self).input(&index).input(&axis).finish().known()
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
        self.graph.op(op).input(&flat).input(&axes).finish().known()
    }
}

impl<T> Tensor<T> {
    /// Whether both are true. `tf.logical_and`.
    pub fn and(&self, other: impl Operand<bool>) -> Tensor<bool>
    where
        T: Truth,
    {
        self.untyped().known::<bool>().compare("LogicalAnd", other)
    }

    /// Whether one of them is true. `tf.logical_or`.
    pub fn or(&self, other: impl Operand<bool>) -> Tensor<bool>
    where
        T: Truth,
    {
        self.untyped().known::<bool>().compare("LogicalOr", other)
    }

    /// Whether it is false. `tf.logical_not`.
    #[allow(clippy::should_implement_trait, reason = "it is a word of its own beside `and` and `or`")]
    pub fn not(&self) -> Tensor<bool>
    where
        T: Truth,
    {
        self.unary("LogicalNot").untyped().known()
    }

    /// Whether all items are true. `tf.reduce_all`.
    pub fn all(&self) -> Tensor<bool>
    where
        T: Truth,
    {
        self.reduce("All", None).untyped().known()
    }

    /// Whether one of the items is true. `tf.reduce_any`.
    pub fn any(&self) -> Tensor<bool>
    where
        T: Truth,
    {
        self.reduce("Any", None).untyped().known()
    }

    /// Where this is true `a`, else `b`, item by item. `tf.where`.
    pub fn select<U>(&self, a: &Tensor<U>, b: impl Operand<U>) -> Tensor<U>
    where
        T: Truth,
    {
        let b = b.like(&a.untyped());
        let graph = self.graph.innermost(&a.graph).innermost(&b.graph);
        graph.op("SelectV2").input(self).input(a).input(&b).finish().known()
    }
}

impl<T> Clone for Tensor<T> {
    fn clone(&self) -> Self {
        Self { graph: self.graph.clone(), output: self.output, item: PhantomData }
    }
}

impl<T: Item> From<&Tensor<T>> for Tensor {
    fn from(tensor: &Tensor<T>) -> Self {
        tensor.untyped()
    }
}

impl<T: Item> From<Tensor<T>> for Tensor {
    fn from(tensor: Tensor<T>) -> Self {
        tensor.untyped()
    }
}

impl<T> std::fmt::Debug for Tensor<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tensor({} {})", self.dtype(), self.shape())
    }
}
