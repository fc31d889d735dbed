use tfdata_spec::{DType, ElementSpec, RaggedSpec, Shape, TensorSpec};

use super::{Any, FromUntyped, Graph, Outputs, Symbolic, Tensor, Untyped};
use crate::element::Item;

/// A ragged tensor inside a function: the tensors that it is made of. A function returns one like any tensor, with
/// `.into()`.
///
/// ```no_run
/// # use tfdata::{Dataset, Ragged, graph};
/// # fn twice(ds: Dataset<Ragged<i64>>) {
/// let twice = ds.map::<Ragged<i64>>(|_, x| {
///     graph::Ragged { values: &x.values * 2, row_splits: x.row_splits.clone() }.into()
/// });
/// # }
/// ```
pub struct Ragged<T = Any> {
    /// The items of all rows, one after the other: `flat_values`.
    pub values: Tensor<T>,
    /// Where rows begin and end, the outermost level first: `nested_row_splits`. All `i64`, or all `i32`.
    pub row_splits: Vec<Tensor>,
}

/// A sparse tensor inside a function: the tensors that it is made of. A function returns one like any tensor, with
/// `.into()`.
pub struct Sparse<T = Any> {
    /// Where the values stand: an `i64` of the shape `[number of values, rank]`.
    pub indices: Tensor<i64>,
    /// The values, a vector.
    pub values: Tensor<T>,
    /// The shape of the whole: an `i64` vector.
    pub dense_shape: Tensor<i64>,
}

/// An optional inside a function.
#[derive(Clone, Debug)]
pub struct Optional {
    /// Whether it holds anything.
    pub has_value: Tensor<bool>,
    /// What it holds. The element fails where that is used although there is nothing.
    pub value: Untyped,
}

impl Untyped {
    /// The component at this path, which is a ragged tensor.
    pub fn ragged(&self, path: &str) -> Ragged {
        let (variant, leaf) = self.leaf(path);
        let Some(ElementSpec::Ragged(spec)) = leaf else {
            let nothing = self.lacks(&format!("`{path}` that is a ragged tensor")).clone();
            return Ragged { values: nothing, row_splits: Vec::new() };
        };
        let rank = i64::try_from(spec.ragged_rank).unwrap_or(i64::MAX);
        let mut parts = variant
            .graph
            .op("RaggedTensorFromVariant")
            .input(&variant)
            .attr("input_ragged_rank", -1_i64)
            .attr("output_ragged_rank", rank)
            .attr("Tvalues", spec.dtype)
            .attr("Tsplits", spec.row_splits)
            .outputs(spec.ragged_rank + 1);
        let values = parts.pop().unwrap_or_else(|| variant.clone());
        Ragged { values, row_splits: parts }
    }

    /// The component at this path, which is a sparse tensor.
    pub fn sparse(&self, path: &str) -> Sparse {
        let (variant, leaf) = self.leaf(path);
        let Some(ElementSpec::Sparse(spec)) = leaf else {
            let nothing = self.lacks(&format!("`{path}` that is a sparse tensor")).clone();
            return Sparse {
                indices: nothing.clone().known(),
                values: nothing.clone(),
                dense_shape: nothing.known(),
            };
        };
        let parts = variant.graph.op("DeserializeSparse").input(&variant).attr("dtype", spec.dtype);
        let mut parts = parts.attr("Tserialized", DType::Variant).outputs(3).into_iter();
        let mut part = || parts.next().unwrap_or_else(|| variant.clone());
        Sparse { indices: part().known(), values: part(), dense_shape: part().known() }
    }

    /// The component at this path, which is an optional.
    pub fn optional(&self, path: &str) -> Optional {
        let (variant, leaf) = self.leaf(path);
        let Some(ElementSpec::Optional(inner)) = leaf else {
            let nothing = self.lacks(&format!("`{path}` that is an optional")).clone();
            return Optional { has_value: nothing.known(), value: self.clone() };
        };
        let graph = &variant.graph;
        let components = inner.components();
        let types: Vec<DType> = components.iter().map(|component| component.tensor.dtype).collect();
        let shapes: Vec<Shape> = components.iter().map(|component| component.tensor.shape.clone()).collect();
        let value = graph
            .op("OptionalGetValue")
            .input(&variant)
            .attr("output_types", types)
            .attr("output_shapes", shapes)
            .outputs(components.len());
        let has_value = graph.op("OptionalHasValue").input(&variant).finish().known();
        Optional { has_value, value: Self::of(graph, &inner, value) }
    }
}

impl Graph {
    /// An optional that holds this element. `tf.experimental.Optional.from_value`.
    pub fn some(&self, element: impl Symbolic) -> Untyped {
        let Outputs { spec, tensors, .. } = element.outputs();
        let variant = self.op("OptionalFromValue").inputs(&tensors).finish();
        Untyped::of(self, &ElementSpec::Optional(Box::new(spec)), vec![variant])
    }
}

impl<T> Symbolic for Ragged<T> {
    fn outputs(self) -> Outputs {
        let Self { values, row_splits } = self;
        let inner = values.shape().without_leading().unwrap_or(Shape::UNKNOWN);
        let spec = RaggedSpec {
            dtype: values.dtype(),
            shape: (0..=row_splits.len()).fold(inner, |shape, _| shape.with_leading(None)),
            ragged_rank: row_splits.len(),
            row_splits: row_splits.first().map_or(DType::I64, Tensor::dtype),
        };
        let variant = values
            .graph
            .op("RaggedTensorToVariant")
            .inputs(&row_splits)
            .input(&values)
            .attr("Tsplits", spec.row_splits)
            .attr("batched_input", false)
            .finish();
        Outputs::new(ElementSpec::Ragged(spec), vec![variant])
    }
}

impl<T> Symbolic for Sparse<T> {
    fn outputs(self) -> Outputs {
        let Self { indices, values, dense_shape } = self;
        let rank = match dense_shape.shape().as_known() {
            Some(dims) if dims.len() == 1 => Some(dims[0]),
            _ => None,
        };
        let shape = rank.map_or(Shape::UNKNOWN, |rank| Shape::new(vec![None; rank]));
        let spec = TensorSpec::new(values.dtype(), shape);
        let op = values.graph.op("SerializeSparse").input(&indices).input(&values).input(&dense_shape);
        let variant = op.attr("out_type", DType::Variant).finish();
        Outputs::new(ElementSpec::Sparse(spec), vec![variant])
    }
}

impl<T: Item> FromUntyped for Ragged<T> {
    fn from_untyped(components: &Untyped) -> Self {
        let Ragged { values, row_splits } = components.ragged(components.first_path());
        Self { values: values.typed(), row_splits }
    }
}

impl<T: Item> FromUntyped for Sparse<T> {
    fn from_untyped(components: &Untyped) -> Self {
        let Sparse { indices, values, dense_shape } = components.sparse(components.first_path());
        Self { indices, values: values.typed(), dense_shape }
    }
}

impl<T> Clone for Ragged<T> {
    fn clone(&self) -> Self {
        Self { values: self.values.clone(), row_splits: self.row_splits.clone() }
    }
}

impl<T> Clone for Sparse<T> {
    fn clone(&self) -> Self {
        let Self { indices, values, dense_shape } = self;
        Self { indices: indices.clone(), values: values.clone(), dense_shape: dense_shape.clone() }
    }
}

impl<T> std::fmt::Debug for Ragged<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { values, row_splits } = self;
        f.debug_struct("Ragged").field("values", values).field("row_splits", row_splits).finish()
    }
}

impl<T> std::fmt::Debug for Sparse<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { indices, values, dense_shape } = self;
        let mut f = f.debug_struct("Sparse");
        f.field("indices", indices).field("values", values).field("dense_shape", dense_shape).finish()
    }
}
