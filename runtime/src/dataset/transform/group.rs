//! Elements grouped by a key.

use tfdata_spec::{DType, ElementSpec, Shape};

use super::function::shown;
use crate::dataset::Dataset;
use crate::element::{Element, Stack};
use crate::graph::{self, Fields, Graph, Outputs, Symbolic, Tensor};
use crate::plan::{FunctionStep, PaddedBatch};

impl<E: Element> Dataset<E> {
    /// Windows of elements that have the same key (an `i64`), each made into a dataset by `reduce`, whose
    /// elements follow each other. `tf.data.Dataset.group_by_window`.
    ///
    /// ```
    /// # use ndarray::Array1;
    /// # use tfdata::Dataset;
    /// let ds = Dataset::range(10).group_by_window::<Array1<i64>>(
    ///     5,
    ///     |_, x| (x % 2).into(),
    ///     |_, _key, window| window.batch(5),
    /// );
    /// ```
    #[must_use]
    pub fn group_by_window<O: Element>(
        &self,
        window_size: i64,
        key: impl FnOnce(&Graph, &Fields<E>) -> Outputs<i64>,
        reduce: impl FnOnce(&Graph, &Tensor<i64>, &graph::Dataset<E>) -> graph::Dataset<O>,
    ) -> Dataset<O> {
        self.grouped("group_by_window", key, reduce, |graph, _| graph.constant(window_size))
    }

    fn grouped<O: Element>(
        &self,
        method: &str,
        key: impl FnOnce(&Graph, &Fields<E>) -> Outputs<i64>,
        reduce: impl FnOnce(&Graph, &Tensor<i64>, &graph::Dataset<E>) -> graph::Dataset<O>,
        size: impl FnOnce(&Graph, &Tensor<i64>) -> Tensor<i64>,
    ) -> Dataset<O> {
        let number = ElementSpec::tensor(DType::I64, Shape::scalar());
        let variant = ElementSpec::tensor(DType::Variant, Shape::scalar());
        let spec = &self.plan.spec;
        let built = || {
            let (key, returned, ()) = graph::build("key", &[spec], |graph, elements| {
                (key(graph, &Fields::new(&elements[0])).known(), ())
            })?;
            if returned != number {
                return Err(format!("the key is {}, and should be an int64 []", shown(&returned)));
            }
            let (reduce, _, reduced) = graph::build("reduce", &[&number, &variant], |graph, fields| {
                let window = graph::Dataset::new(fields[1][0].clone(), spec.clone());
                let dataset = reduce(graph, &fields[0][0].typed(), &window);
                (dataset.variant().outputs(), dataset.element_spec().clone())
            })?;
            let (size, _, ()) = graph::build("size", &[&number], |graph, fields| {
                (size(graph, &fields[0][0].typed()).outputs(), ())
            })?;
            Ok((FunctionStep::GroupByWindow { key, reduce, size }, reduced))
        };
        self.stepped(method, built())
    }
}

impl<E: Stack> Dataset<E> {
    /// Padded batches of elements of similar length, so that little is padded. An element whose length is less
    /// than `boundaries[i]` (and not less than the one before) goes into batches of `sizes[i]`; the last of the
    /// sizes, of which there is one more, is that of elements that are longer than all boundaries.
    /// `tf.data.Dataset.bucket_by_sequence_length`.
    ///
    /// ```
    /// # use ndarray::Array1;
    /// # use tfdata::Dataset;
    /// # fn bucket(texts: &Dataset<Array1<i64>>) {
    /// let batches = texts.bucket_by_sequence_length(&[16, 64], &[128, 64, 16], |_, x| x.len());
    /// # }
    /// ```
    ///
    /// Sizes that are not one more than the boundaries, or boundaries that do not rise, are an
    /// [`Argument`](crate::Error::Argument) error when the dataset is used.
    #[must_use]
    pub fn bucket_by_sequence_length<T>(
        &self,
        boundaries: &[i64],
        sizes: &[usize],
        length: impl FnOnce(&Graph, &Fields<E>) -> Tensor<T>,
    ) -> Dataset<E::Batch> {
        let method = "bucket_by_sequence_length";
        let rising = boundaries.windows(2).all(|pair| pair[0] < pair[1]);
        if sizes.len() != boundaries.len() + 1 || !rising || sizes.contains(&0) {
            let reason = format!(
                "{} boundaries that rise need {} sizes, none of them 0; got {boundaries:?} and {sizes:?}",
                boundaries.len(),
                boundaries.len() + 1
            );
            return self.stepped(method, Err(reason));
        }
        let sizes: Vec<i64> = sizes.iter().map(|size| i64::try_from(*size).unwrap_or(i64::MAX)).collect();
        let size_of = |graph: &Graph, key: &Tensor<i64>| {
            graph.constant(ndarray::Array1::from(sizes.clone())).index(key)
        };
        self.grouped(
            method,
            |graph, fields| {
                let length = length(graph, fields).cast::<i64>();
                let boundaries = graph.constant(ndarray::Array1::from(boundaries.to_vec()));
                // The bucket's number is that of the boundaries that the length reaches.
                boundaries.le(length).cast::<i64>().sum().into()
            },
            |graph, key, window| window.padded_batch(&size_of(graph, key), PaddedBatch::of(1)),
            size_of,
        )
    }
}
