//! A plan is a dataset as plain data: a source, and the transformations on it. Engines run it.

mod decoder;
mod display;
mod feature;
mod files;
mod function;
mod options;
mod padding;
mod service;
mod settings;
mod source;
mod step;

pub(crate) use decoder::Decoder;
pub(crate) use feature::{Feature, FeatureList, Steps, Values};
pub(crate) use files::{Csv, FileFormat, FileSource, Slice};
pub(crate) use function::FunctionStep;
pub use options::Options;
pub use padding::PaddedBatch;
pub(crate) use padding::Padding;
pub use service::Sharding;
pub(crate) use service::{PATIENCE, Service};
pub use settings::{AUTOTUNE, Buffer, Interleave, Sample, Shuffle, WhenEmpty, Window};
pub(crate) use source::{SavedModelSource, Source};
pub(crate) use step::Step;

use std::path::PathBuf;
use std::sync::Arc;

use tfdata_spec::{DType, ElementSpec, Shape, TensorSpec};

use crate::engine::{Engine, Prepared};

/// One dataset: what it is made from, and what its elements are. Plans share their inputs.
pub(crate) struct Plan {
    /// What it does.
    pub(crate) node: Node,
    /// What one element is.
    pub(crate) spec: ElementSpec,
    /// Which engine is to run it.
    pub(crate) engine: Engine,
    /// What engines keep of it from one iteration to the next.
    pub(crate) prepared: Prepared,
}

/// A source or a transformation, under tf.data's names.
pub(crate) enum Node {
    Source(Source),
    Batch {
        input: Arc<Plan>,
        size: usize,
        drop_remainder: bool,
    },
    Unbatch {
        input: Arc<Plan>,
    },
    Take {
        input: Arc<Plan>,
        count: usize,
    },
    Skip {
        input: Arc<Plan>,
        count: usize,
    },
    Shuffle {
        input: Arc<Plan>,
        shuffle: Shuffle,
    },
    Repeat {
        input: Arc<Plan>,
        count: Option<usize>,
    },
    Prefetch {
        input: Arc<Plan>,
        buffer: Buffer,
    },
    Cache {
        input: Arc<Plan>,
        file: Option<PathBuf>,
    },
    Shard {
        input: Arc<Plan>,
        count: usize,
        index: usize,
    },
    Zip {
        inputs: Vec<Arc<Plan>>,
    },
    Concatenate {
        input: Arc<Plan>,
        next: Arc<Plan>,
    },
    Enumerate {
        input: Arc<Plan>,
        start: i64,
    },
    /// Each element comes from the dataset that `choices` names by its number.
    Choose {
        choices: Arc<Plan>,
        inputs: Vec<Arc<Plan>>,
        when_empty: WhenEmpty,
    },
    /// Each element comes from a dataset that is drawn by lot.
    Sample {
        inputs: Vec<Arc<Plan>>,
        sample: Sample,
    },
    /// One of the many transformations of a single dataset.
    Apply {
        input: Arc<Plan>,
        step: Step,
    },
    /// The same elements, to be run by this engine.
    Engine {
        input: Arc<Plan>,
        engine: Engine,
    },
    /// A method was given an argument that it can't take; said when the dataset is first used.
    Invalid {
        input: Option<Arc<Plan>>,
        method: String,
        reason: String,
    },
}

impl Plan {
    pub(crate) fn new(node: Node, spec: ElementSpec) -> Arc<Self> {
        let mut plan = Self { node, spec, engine: Engine::Auto, prepared: Prepared::default() };
        plan.engine = match plan.node {
            Node::Engine { engine, .. } => engine,
            // Of several inputs, the first for which one was chosen.
            _ => plan
                .inputs()
                .iter()
                .map(|input| input.engine)
                .find(|engine| *engine != Engine::Auto)
                .unwrap_or_default(),
        };
        Arc::new(plan)
    }

    /// A plan that fails when it is used, since `method` can't take its argument.
    pub(crate) fn invalid(
        input: Option<&Arc<Self>>,
        method: String,
        reason: &str,
        spec: ElementSpec,
    ) -> Arc<Self> {
        Self::new(Node::Invalid { input: input.cloned(), method, reason: reason.to_owned() }, spec)
    }

    /// `input.batch(size)`.
    pub(crate) fn batch(input: &Arc<Self>, size: usize, drop_remainder: bool) -> Arc<Self> {
        let spec = input.spec.batched(drop_remainder.then_some(size));
        if size == 0 {
            return Self::invalid(Some(input), "batch(0)".into(), "a batch has at least one element", spec);
        }
        Self::new(Node::Batch { input: input.clone(), size, drop_remainder }, spec)
    }

    /// The step, on `input`.
    pub(crate) fn apply(input: &Arc<Self>, step: Step, spec: ElementSpec) -> Arc<Self> {
        Self::new(Node::Apply { input: input.clone(), step }, spec)
    }

    /// `input.enumerate(start)`.
    pub(crate) fn enumerate(input: &Arc<Self>, start: i64) -> Arc<Self> {
        let index = ElementSpec::Tensor(TensorSpec::new(DType::I64, Shape::scalar()));
        let spec = ElementSpec::Tuple(vec![index, input.spec.clone()]);
        Self::new(Node::Enumerate { input: input.clone(), start }, spec)
    }

    /// The plans that this one is made from.
    pub(crate) fn inputs(&self) -> Vec<&Arc<Self>> {
        match &self.node {
            Node::Source(_) => Vec::new(),
            Node::Batch { input, .. }
            | Node::Unbatch { input }
            | Node::Take { input, .. }
            | Node::Skip { input, .. }
            | Node::Shuffle { input, .. }
            | Node::Repeat { input, .. }
            | Node::Prefetch { input, .. }
            | Node::Cache { input, .. }
            | Node::Shard { input, .. }
            | Node::Enumerate { input, .. }
            | Node::Engine { input, .. } => vec![input],
            Node::Apply { input, step } => [input].into_iter().chain(step.captured()).collect(),
            Node::Zip { inputs } | Node::Sample { inputs, .. } => inputs.iter().collect(),
            Node::Choose { choices, inputs, .. } => inputs.iter().chain([choices]).collect(),
            Node::Concatenate { input, next } => vec![input, next],
            Node::Invalid { input, .. } => input.iter().collect(),
        }
    }

    /// Whether a shuffle in it draws a seed for each iteration, from one that was given.
    pub(crate) fn has_seeds(&self) -> bool {
        let own = matches!(&self.node, Node::Shuffle { shuffle, .. } if shuffle.seed.is_some() && shuffle.reshuffle);
        own || self.inputs().into_iter().any(|input| input.has_seeds())
    }

    /// Whether such a shuffle is repeated.
    pub(crate) fn repeats_seeds(&self) -> bool {
        let own = matches!(&self.node, Node::Repeat { input, .. } if input.has_seeds());
        own || self.inputs().into_iter().any(|input| input.repeats_seeds())
    }

    /// Whether two of its inputs draw from the seeds of one shuffle.
    pub(crate) fn shares_seeds(&self) -> bool {
        let mut seen: Vec<*const Self> = Vec::new();
        self.inputs().into_iter().any(|input| {
            let shuffles = input.seeded_shuffles();
            let shared = shuffles.iter().any(|shuffle| seen.contains(shuffle));
            seen.extend(shuffles);
            shared
        })
    }

    fn seeded_shuffles(&self) -> Vec<*const Self> {
        let own = matches!(&self.node, Node::Shuffle { .. }) && self.has_seeds();
        let inputs = self.inputs().into_iter().flat_map(|input| input.seeded_shuffles());
        own.then_some(std::ptr::from_ref(self)).into_iter().chain(inputs).collect()
    }

    /// The tf.data services that it needs.
    pub(crate) fn services(&self) -> Vec<&Service> {
        let own = match &self.node {
            Node::Source(Source::Service { service, .. })
            | Node::Apply { step: Step::Distribute(service), .. } => Some(service),
            _ => None,
        };
        own.into_iter().chain(self.inputs().into_iter().flat_map(|input| input.services())).collect()
    }

    /// What `with_options` set here and in what this is made from: the last one for each setting, of several inputs
    /// the last one's.
    pub(crate) fn options(&self) -> Options {
        let set = match &self.node {
            Node::Apply { step: Step::Options(options), .. } => options.clone(),
            _ => Options::new(),
        };
        self.inputs().into_iter().rev().fold(set, |options, input| options.or(&input.options()))
    }

    /// The first source, as the user named it; for messages.
    pub(crate) fn dataset(&self) -> String {
        match &self.node {
            Node::Source(source) => source.dataset(),
            _ => self.inputs().first().map_or_else(|| "the dataset".to_owned(), |input| input.dataset()),
        }
    }
}
