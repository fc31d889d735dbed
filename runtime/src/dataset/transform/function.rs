//! Transformations that take a function of tensors.

use tfdata_spec::{DType, ElementSpec, Shape};

use crate::dataset::Dataset;
use crate::dataset::doors::in_memory;
use crate::element::Element;
use crate::error::Result;
use crate::graph::{self, Fields, Function, Graph, Outputs, Symbolic, Tensor, Truth};
use crate::memory::{self, Branch};
use crate::plan::{Buffer, FunctionStep, Interleave, Plan, Step};

impl<E: Element> Dataset<E> {
    /// A function of each element: see [`graph`](crate::graph). `tf.data.Dataset.map`.
    ///
    /// ```
    /// # use tfdata::Dataset;
    /// # let ds = Dataset::range(5);
    /// let halves = ds.map::<(i64, f32)>(|_, x| (x, x.cast::<f32>() / 2).into());
    /// ```
    ///
    /// What does not fit `O`, as far as its dtypes and structure go, does not compile; shapes are compared when the
    /// dataset is used, and so is all that has no type: `x["name"]`, and what [`Graph::op`] gives.
    #[must_use]
    pub fn map<O: Element>(&self, function: impl FnOnce(&Graph, &Fields<E>) -> Outputs<O>) -> Dataset<O> {
        self.mapped(function, None)
    }

    /// As [`Dataset::map`], so many elements at the same time: `map_parallel(AUTOTUNE, ..)`. Their order stays.
    /// `tf.data.Dataset.map(num_parallel_calls)`.
    #[must_use]
    pub fn map_parallel<O: Element>(
        &self,
        calls: impl Into<Buffer>,
        function: impl FnOnce(&Graph, &Fields<E>) -> Outputs<O>,
    ) -> Dataset<O> {
        self.mapped(function, Some(calls.into()))
    }

    fn mapped<O: Element>(
        &self,
        function: impl FnOnce(&Graph, &Fields<E>) -> Outputs<O>,
        parallel: Option<Buffer>,
    ) -> Dataset<O> {
        let built = graph::build("map", &[&self.plan.spec], |graph, elements| {
            (function(graph, &Fields::new(&elements[0])).known(), ())
        });
        self.stepped(
            "map",
            built.map(|(function, spec, ())| (FunctionStep::Map { function, parallel }, spec)),
        )
    }

    /// The elements for which the function is true. `tf.data.Dataset.filter`.
    ///
    /// ```
    /// # use tfdata::Dataset;
    /// # let ds = Dataset::range(5);
    /// let even = ds.filter(|_, x| (x % 2).eq(0));
    /// ```
    #[must_use]
    pub fn filter<B: Truth>(&self, predicate: impl FnOnce(&Graph, &Fields<E>) -> Tensor<B>) -> Self {
        let built = self.predicate("filter", predicate);
        self.stepped("filter", built.map(|function| (FunctionStep::Filter(function), self.plan.spec.clone())))
    }

    /// The elements up to the first one for which the function is false. `tf.data.Dataset.take_while`.
    #[must_use]
    pub fn take_while<B: Truth>(&self, predicate: impl FnOnce(&Graph, &Fields<E>) -> Tensor<B>) -> Self {
        let built = self.predicate("take_while", predicate);
        let step = built.map(|function| (FunctionStep::TakeWhile(function), self.plan.spec.clone()));
        self.stepped("take_while", step)
    }

    fn predicate<B: Truth>(
        &self,
        method: &str,
        predicate: impl FnOnce(&Graph, &Fields<E>) -> Tensor<B>,
    ) -> Result<Function, String> {
        let (function, spec, ()) = graph::build(method, &[&self.plan.spec], |graph, elements| {
            (predicate(graph, &Fields::new(&elements[0])).outputs(), ())
        })?;
        match &spec {
            ElementSpec::Tensor(spec)
                if spec.dtype == DType::Bool && spec.shape.rank().is_none_or(|rank| rank == 0) =>
            {
                Ok(function)
            }
            other => Err(format!("the function returns {}, and should return a bool []", shown(other))),
        }
    }

    /// The elements of the datasets that the function makes of each element, one after the other.
    /// `tf.data.Dataset.flat_map`.
    ///
    /// ```
    /// # use tfdata::Dataset;
    /// let ds = Dataset::range(5).flat_map::<i64>(|g, x| g.range(0, x)); // 0, 0, 1, 0, 1, 2, ..
    /// ```
    #[must_use]
    pub fn flat_map<O: Element>(
        &self,
        function: impl FnOnce(&Graph, &Fields<E>) -> graph::Dataset<O>,
    ) -> Dataset<O> {
        let built = self.datasets("flat_map", function);
        self.stepped("flat_map", built.map(|(function, spec)| (FunctionStep::FlatMap(function), spec)))
    }

    /// The elements of the datasets that the function makes of each element, in turn.
    /// `tf.data.Dataset.interleave`.
    ///
    /// ```
    /// # use tfdata::{AUTOTUNE, Dataset, Interleave};
    /// # let files = Dataset::range(3);
    /// let ds = files.interleave::<i64>(Interleave::cycle(4).block(2).parallel(AUTOTUNE), |g, x| g.range(0, x));
    /// ```
    ///
    /// A cycle or block of 0 is an [`Argument`](crate::Error::Argument) error when the dataset is used.
    #[must_use]
    pub fn interleave<O: Element>(
        &self,
        how: impl Into<Interleave>,
        function: impl FnOnce(&Graph, &Fields<E>) -> graph::Dataset<O>,
    ) -> Dataset<O> {
        let how = how.into();
        let built = match how.wrong() {
            Some(wrong) => Err(wrong.into()),
            None => self.datasets("interleave", function),
        };
        let step = built.map(|(function, spec)| (FunctionStep::Interleave { function, how }, spec));
        self.stepped("interleave", step)
    }

    fn datasets<O>(
        &self,
        method: &str,
        function: impl FnOnce(&Graph, &Fields<E>) -> graph::Dataset<O>,
    ) -> Result<(Function, ElementSpec), String> {
        let (function, _, spec) = graph::build(method, &[&self.plan.spec], |graph, elements| {
            let dataset = function(graph, &Fields::new(&elements[0]));
            (dataset.variant().outputs(), dataset.element_spec().clone())
        })?;
        Ok((function, spec))
    }

    /// A function of a state, which goes from one element to the next, and of each element; it returns the new state
    /// and the new element. `tf.data.Dataset.scan`.
    ///
    /// ```
    /// # use tfdata::Dataset;
    /// let sums = Dataset::range(5).scan::<i64, i64>(0, |_, state, x| {
    ///     let sum = state + x;
    ///     (&sum, &sum).into()
    /// });
    /// ```
    #[must_use]
    pub fn scan<S: Element, O: Element>(
        &self,
        initial: S,
        function: impl FnOnce(&Graph, &Fields<S>, &Fields<E>) -> Outputs<(S, O)>,
    ) -> Dataset<O> {
        let built = || {
            let Branch { spec: state, components } = in_memory(initial).map_err(|error| error.to_string())?;
            let Some(initial) = memory::dense(&components) else {
                return Err("the state is made of dense tensors only".to_owned());
            };
            let (function, returned, ()) =
                graph::build("scan", &[&state, &self.plan.spec], |graph, elements| {
                    let (state, element) = (Fields::new(&elements[0]), Fields::new(&elements[1]));
                    (function(graph, &state, &element).known(), ())
                })?;
            let (after, spec) = match returned {
                ElementSpec::Tuple(pair) => <[ElementSpec; 2]>::try_from(pair).map(Into::into),
                other => Err(vec![other]),
            }
            .map_err(|_| "the function returns a pair: the new state and the new element".to_owned())?;
            same_state(&state, &after)?;
            Ok((FunctionStep::Scan { function, initial }, spec))
        };
        self.stepped("scan", built())
    }

    /// What a function makes of a state and all elements, one after the other. `tf.data.Dataset.reduce`.
    ///
    /// ```no_run
    /// # use tfdata::Dataset;
    /// let sum = Dataset::range(5).reduce(0_i64, |_, state, x| (state + x).into())?; // 10
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Dataset::iter`] and its items.
    pub fn reduce<S: Element + Clone>(
        &self,
        initial: S,
        function: impl FnOnce(&Graph, &Fields<S>, &Fields<E>) -> Outputs<S>,
    ) -> Result<S> {
        self.finite("reduce")?;
        let start = Dataset::from_tensors(initial.clone())?;
        let states = self.scan::<S, S>(initial, |graph, state, element| {
            let after = function(graph, state, element);
            after.clone().followed_by(after)
        });
        // The last of all states; the first one is there if there are no elements.
        let mut last = start.get_single_element()?;
        for state in states.iter()? {
            last = state?;
        }
        Ok(last)
    }

    /// The dataset of a step, or one that says why there is none.
    pub(super) fn stepped<O: Element>(
        &self,
        method: &str,
        step: Result<(FunctionStep, ElementSpec), String>,
    ) -> Dataset<O> {
        match step {
            Ok((step, spec)) => Dataset::new(Plan::apply(&self.plan, Step::Function(step), spec)),
            Err(reason) => {
                let spec = ElementSpec::Tuple(Vec::new());
                Dataset::new(Plan::invalid(Some(&self.plan), method.to_owned(), &reason, spec))
            }
        }
    }
}

/// The spec in a line.
pub(super) fn shown(spec: &ElementSpec) -> String {
    match spec {
        ElementSpec::Tensor(spec) => format!("{} {}", spec.dtype, spec.shape),
        other => format!("{} components", other.component_count()),
    }
}

/// A state that a function returns must be one that it takes.
fn same_state(before: &ElementSpec, after: &ElementSpec) -> Result<(), String> {
    let (before, after) = (before.components(), after.components());
    let same = before.len() == after.len()
        && before.iter().zip(&after).all(|(before, after)| before.tensor.dtype == after.tensor.dtype);
    let show = |components: &[tfdata_spec::Component]| {
        let dtypes = components.iter().map(|component| component.tensor.dtype.to_string());
        dtypes.collect::<Vec<_>>().join(", ")
    };
    if same {
        Ok(())
    } else {
        Err(format!("the state is ({}), and becomes ({})", show(&before), show(&after)))
    }
}

impl Dataset<i64> {
    /// `start`, `start + step`, …, without end. `tf.data.Dataset.counter`.
    pub fn counter(start: i64, step: i64) -> Self {
        match Self::from_tensors(0) {
            Ok(zero) => zero.repeat(None).scan::<i64, i64>(start, |_, state, _| (state + step, state).into()),
            Err(error) => {
                let spec = ElementSpec::tensor(DType::I64, Shape::scalar());
                Self::new(Plan::invalid(None, "counter".into(), &error.to_string(), spec))
            }
        }
    }
}
