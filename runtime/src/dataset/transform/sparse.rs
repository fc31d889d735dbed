//! Batches of tensors that differ in shape, without padding.

use ndarray::{Array, Dimension};
use tfdata_spec::{DType, ElementSpec, RaggedSpec, Shape, TensorSpec};

use crate::dataset::Dataset;
use crate::element::{Element, Item, Sparse};
use crate::graph::{self, Graph, Outputs, Ragged, Symbolic, Tensor};
use crate::plan::{FunctionStep, Plan, Step};

impl<E: Element> Dataset<E> {
    /// Batches of elements that differ in shape: each component with a dimension that is not fixed becomes ragged.
    /// The last batch may be shorter. `tf.data.Dataset.ragged_batch`.
    ///
    /// ```
    /// # use ndarray::Array1;
    /// # use tfdata::{Dataset, Ragged};
    /// # fn batch(ds: &Dataset<(Array1<i64>, i32)>) {
    /// let batches = ds.ragged_batch::<(Ragged<i64>, Array1<i32>)>(32);
    /// # }
    /// ```
    ///
    /// Whether the batches are `B` is checked when the dataset is used. A size of 0 is an
    /// [`Argument`](crate::Error::Argument) error then.
    #[must_use]
    pub fn ragged_batch<B: Element>(&self, size: usize) -> Dataset<B> {
        self.ragged_batches(size, false)
    }

    /// As [`Dataset::ragged_batch`], of exactly `size` elements; those that are too few for another one are left
    /// out. `tf.data.Dataset.ragged_batch(size, drop_remainder=True)`.
    #[must_use]
    pub fn ragged_batch_exact<B: Element>(&self, size: usize) -> Dataset<B> {
        self.ragged_batches(size, true)
    }

    fn ragged_batches<B: Element>(&self, size: usize, drop_remainder: bool) -> Dataset<B> {
        let built = ragged_elements(&self.plan.spec);
        let elements = self.stepped::<E>("ragged_batch", built);
        Dataset::new(Plan::batch(&elements.plan, size, drop_remainder))
    }
}

impl<T: Item, D: Dimension> Dataset<Array<T, D>> {
    /// Batches of tensors that differ in shape, as sparse ones. Each dimension of a row that is `None` becomes as
    /// long as the longest in the batch; an element that is larger than `row_shape` fails. The last batch may be
    /// shorter. `tf.data.Dataset.sparse_batch`.
    ///
    /// ```
    /// # use ndarray::Array1;
    /// # use tfdata::Dataset;
    /// # fn batch(ds: &Dataset<Array1<i64>>) {
    /// let batches = ds.sparse_batch(32, [Some(1000)]); // of Sparse<i64>, [32, 1000]
    /// # }
    /// ```
    ///
    /// A size of 0 is an [`Argument`](crate::Error::Argument) error when the dataset is used.
    #[doc(alias = "dense_to_sparse_batch")]
    #[must_use]
    pub fn sparse_batch(&self, size: usize, row_shape: impl Into<Vec<Option<usize>>>) -> Dataset<Sparse<T>> {
        let row_shape = row_shape.into();
        let shape = Shape::new(row_shape.clone()).with_leading(None);
        let spec = ElementSpec::Sparse(TensorSpec::new(T::DTYPE, shape));
        if size == 0 {
            let reason = "a batch has at least one element";
            return Dataset::new(Plan::invalid(Some(&self.plan), "sparse_batch(0)".into(), reason, spec));
        }
        Dataset::new(Plan::apply(&self.plan, Step::SparseBatch { size, row_shape }, spec))
    }
}

/// `map` to elements whose components of unequal shape are ragged, so that `batch` stacks them.
fn ragged_elements(spec: &ElementSpec) -> Result<(FunctionStep, ElementSpec), String> {
    let mut leaves = Vec::new();
    let (function, _, ()) = graph::build("ragged_batch", &[spec], |graph, fields| {
        let mut tensors = Vec::new();
        for (number, component) in spec.components().into_iter().enumerate() {
            let tensor = &fields[0][number];
            let (tensor, leaf) = match ragged_spec(&component.leaf) {
                Some(leaf) => (ragged(graph, tensor, &leaf), ElementSpec::Ragged(leaf)),
                None => (tensor.clone(), component.leaf),
            };
            tensors.push(tensor);
            leaves.push(leaf);
        }
        (Outputs::new(spec.clone(), tensors), ())
    })?;
    let spec = with_leaves(spec, &mut leaves.into_iter());
    Ok((FunctionStep::Map { function, parallel: None }, spec))
}

/// What becomes of a tensor that has a dimension which is not fixed: the last of these is the last ragged one.
fn ragged_spec(leaf: &ElementSpec) -> Option<RaggedSpec> {
    let ElementSpec::Tensor(TensorSpec { dtype, shape }) = leaf else { return None };
    let ragged_rank = shape.dims()?.iter().rposition(Option::is_none)?;
    Some(RaggedSpec { dtype: *dtype, shape: shape.clone(), ragged_rank, row_splits: DType::I64 })
}

/// `RaggedTensor.from_tensor(tensor, ragged_rank)`, encoded.
fn ragged(graph: &Graph, tensor: &Tensor, spec: &RaggedSpec) -> Tensor {
    let dims = tensor.dims();
    // How many rows the first levels have together.
    let rows = |levels: usize| {
        let (begin, size) = (vector(graph, &[0]), vector(graph, &[levels as i64]));
        let first = graph.op("Slice").input(&dims).input(&begin).input(&size).finish();
        graph.op("Prod").input(&first).input(&vector(graph, &[0])).attr("keep_dims", true).finish()
    };
    let row_splits = (1..=spec.ragged_rank).map(|level| {
        let (zero, one) = (graph.constant(0_i64), graph.constant(1_i64));
        let end = rows(level).squeeze(&[0]) + 1;
        let numbers = graph.op("Range").input(&zero).input(&end).input(&one).finish();
        numbers * dims.index(level as i64)
    });
    let row_splits: Vec<Tensor> = row_splits.collect();
    let tail = spec.shape.dims().unwrap_or_default().iter().skip(spec.ragged_rank + 1);
    let tail: Vec<i64> = tail.map(|dim| dim.and_then(|dim| i64::try_from(dim).ok()).unwrap_or(-1)).collect();
    let shape = [rows(spec.ragged_rank + 1), vector(graph, &tail).untyped()];
    let shape = graph.op("ConcatV2").inputs(&shape).input(&graph.constant(0_i64)).finish();
    let values = graph.op("Reshape").input(tensor).input(&shape).finish();
    let encoded = Ragged { values, row_splits }.outputs();
    encoded.tensors.into_iter().next().unwrap_or_else(|| tensor.clone())
}

fn vector(graph: &Graph, numbers: &[i64]) -> Tensor<i64> {
    graph.constant(ndarray::Array1::from(numbers.to_vec()))
}

/// The same structure with these leaves, in the order of the flattened element.
fn with_leaves(spec: &ElementSpec, leaves: &mut dyn Iterator<Item = ElementSpec>) -> ElementSpec {
    let fields = |fields: &[(String, ElementSpec)], leaves: &mut dyn Iterator<Item = ElementSpec>| {
        fields.iter().map(|(name, spec)| (name.clone(), with_leaves(spec, leaves))).collect::<Vec<_>>()
    };
    match spec {
        ElementSpec::Dict(features) => {
            let mut features = features.clone();
            features.sort_by(|(a, _), (b, _)| a.cmp(b));
            ElementSpec::Dict(fields(&features, leaves))
        }
        ElementSpec::NamedTuple { name, fields: members } => {
            ElementSpec::NamedTuple { name: name.clone(), fields: fields(members, leaves) }
        }
        ElementSpec::Tuple(members) => {
            ElementSpec::Tuple(members.iter().map(|spec| with_leaves(spec, leaves)).collect())
        }
        // One that is not several components by itself.
        other if other.component_count() == 1 => leaves.next().unwrap_or_else(|| other.clone()),
        other => {
            leaves.take(other.component_count()).for_each(drop);
            other.clone()
        }
    }
}
