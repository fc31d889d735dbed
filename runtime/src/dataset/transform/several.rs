//! Several datasets as one.

use std::sync::Arc;

use crate::dataset::Dataset;
use crate::element::Element;
use crate::plan::{Node, Plan, Sample, WhenEmpty};

impl<E: Element> Dataset<E> {
    /// These elements, then those of `next`. `tf.data.Dataset.concatenate`.
    #[must_use]
    pub fn concatenate(&self, next: &Self) -> Self {
        let spec = self.plan.spec.common(&next.plan.spec);
        let Some(spec) = spec else {
            return self.invalid("concatenate".into(), "the two datasets differ in structure or dtype");
        };
        Self::new(Plan::new(Node::Concatenate { input: self.plan.clone(), next: next.plan.clone() }, spec))
    }

    /// Pairs of elements, one from each dataset, as many as the shorter one has. `tf.data.Dataset.zip`.
    #[must_use]
    pub fn zip<F: Element>(&self, other: &Dataset<F>) -> Dataset<(E, F)> {
        let spec = tfdata_spec::ElementSpec::Tuple(vec![self.plan.spec.clone(), other.plan.spec.clone()]);
        let inputs = vec![self.plan.clone(), other.plan.clone()];
        Dataset::new(Plan::new(Node::Zip { inputs }, spec))
    }

    /// Elements of these datasets, in the order in which `choices` names them by number, counted from 0.
    /// `tf.data.Dataset.choose_from_datasets`.
    ///
    /// ```
    /// # use tfdata::{Dataset, WhenEmpty};
    /// # let (a, b) = (Dataset::range(3), Dataset::range(100..103));
    /// let in_turn = Dataset::range(2).repeat(None);
    /// let ds = Dataset::choose_from_datasets(&[a, b], &in_turn, WhenEmpty::Stop); // 0, 100, 1, 101, ..
    /// ```
    ///
    /// No datasets, or datasets that differ in structure, are an [`Argument`](crate::Error::Argument) error when
    /// the dataset is used; so is, from TensorFlow, a number that names no dataset.
    #[must_use]
    pub fn choose_from_datasets(datasets: &[Self], choices: &Dataset<i64>, when_empty: WhenEmpty) -> Self {
        Self::of_several("choose_from_datasets", datasets, |inputs| Node::Choose {
            choices: choices.plan.clone(),
            inputs,
            when_empty,
        })
    }

    /// Elements of these datasets, each of a dataset that is drawn by lot.
    /// `tf.data.Dataset.sample_from_datasets`.
    ///
    /// ```
    /// # use tfdata::{Dataset, Sample};
    /// # let (common, rare) = (Dataset::range(90), Dataset::range(90..100));
    /// let ds = Dataset::sample_from_datasets(&[common, rare], Sample::weights([0.9, 0.1]).seed(42));
    /// ```
    ///
    /// No datasets, datasets that differ in structure, or weights that are not as many as the datasets or less
    /// than 0 are an [`Argument`](crate::Error::Argument) error when the dataset is used.
    #[must_use]
    pub fn sample_from_datasets(datasets: &[Self], sample: Sample) -> Self {
        let method = "sample_from_datasets";
        let weights = sample.weights.clone().unwrap_or_else(|| vec![1.0; datasets.len()]);
        if weights.len() != datasets.len()
            || weights.iter().any(|weight| !weight.is_finite() || *weight < 0.0)
        {
            let reason = format!(
                "{} datasets need as many weights, none less than 0; got {weights:?}",
                datasets.len()
            );
            let Some(first) = datasets.first() else { return Self::nothing(method) };
            return first.invalid(method.into(), &reason);
        }
        let drawn: Vec<Self> = datasets
            .iter()
            .zip(&weights)
            .filter(|(_, weight)| **weight > 0.0)
            .map(|(ds, _)| ds.clone())
            .collect();
        match (&drawn[..], datasets.first()) {
            ([], Some(first)) => first.take(0),
            ([only], _) => only.clone(),
            _ => Self::of_several(method, &drawn, |inputs| Node::Sample { inputs, sample }),
        }
    }

    fn of_several(method: &str, datasets: &[Self], node: impl FnOnce(Vec<Arc<Plan>>) -> Node) -> Self {
        let Some((first, others)) = datasets.split_first() else { return Self::nothing(method) };
        let mut spec = Some(first.plan.spec.clone());
        for other in others {
            spec = spec.and_then(|spec| spec.common(&other.plan.spec));
        }
        let Some(spec) = spec else {
            return first.invalid(method.into(), "the datasets differ in structure or dtype");
        };
        Self::new(Plan::new(node(datasets.iter().map(|dataset| dataset.plan.clone()).collect()), spec))
    }

    /// What becomes of no datasets at all.
    fn nothing(method: &str) -> Self {
        let spec = tfdata_spec::ElementSpec::Tuple(Vec::new());
        Self::new(Plan::invalid(None, method.to_owned(), "there has to be at least one dataset", spec))
    }
}
