//! A plan is a dataset as plain data: a source, and the transformations on it. Engines run it.

use std::path::PathBuf;
use std::sync::Arc;

use tfdata_spec::{DType, ElementSpec, Shape, TensorSpec};

use crate::engine::Prepared;
use crate::tensor::Tensor;

/// One dataset: what it is made from, and what its elements are. Plans share their inputs.
pub(crate) struct Plan {
    /// What it does.
    pub(crate) node: Node,
    /// What one element is.
    pub(crate) spec: ElementSpec,
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
    /// A method was given an argument that it can't take; said when the dataset is first used.
    Invalid {
        input: Option<Arc<Plan>>,
        method: String,
        reason: String,
    },
}

/// Where elements come from.
pub(crate) enum Source {
    /// Row `i` of each tensor is element `i`. In the order of the flattened element.
    TensorSlices(Vec<Tensor>),
    /// One element.
    Tensors(Vec<Tensor>),
    /// Numbers from `start` up to, not including, `stop`.
    Range { start: i64, stop: i64, step: i64 },
    /// A dataset that a SavedModel's signature returns.
    SavedModel(SavedModelSource),
    /// A serialized graph that ends in a dataset (`DatasetToGraphV2`).
    GraphDef { name: String, bytes: Vec<u8> },
    /// A directory written by `ds.save`.
    Load { path: PathBuf, compression: &'static str, cycle_length: usize, elements: Option<u64> },
}

/// A dataset that a SavedModel's signature returns.
pub(crate) struct SavedModelSource {
    pub(crate) path: PathBuf,
    pub(crate) tags: Vec<String>,
    pub(crate) signature: String,
    /// The tensor that is the dataset: `StatefulPartitionedCall:0`.
    pub(crate) variant: String,
    /// Values of the signature's inputs, by the tensors that take them.
    pub(crate) feeds: Vec<(String, Tensor)>,
}

/// How [`crate::Dataset::shuffle`] shuffles. A number alone is the size of the buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shuffle {
    pub(crate) buffer: usize,
    pub(crate) seed: Option<i64>,
    pub(crate) reshuffle: bool,
}

impl Shuffle {
    /// Draws each element from a buffer of this many. One that holds the whole dataset shuffles it evenly.
    pub const fn buffer(size: usize) -> Self {
        Self { buffer: size, seed: None, reshuffle: true }
    }

    /// The same order each time the program runs: the order that Python's tf.data gives for
    /// `shuffle(buffer, seed=seed)` where no global seed is set.
    pub const fn seed(self, seed: i64) -> Self {
        Self { seed: Some(seed), ..self }
    }

    /// Whether each iteration has an order of its own (`reshuffle_each_iteration`). The default is `true`.
    pub const fn reshuffle_each_iteration(self, reshuffle: bool) -> Self {
        Self { reshuffle, ..self }
    }
}

impl From<usize> for Shuffle {
    fn from(size: usize) -> Self {
        Self::buffer(size)
    }
}

/// The size of a buffer: a number of elements, or [`AUTOTUNE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Buffer {
    /// This many elements.
    Size(usize),
    /// As many as TensorFlow finds best while it runs.
    Autotune,
}

/// Lets the engine choose (`tf.data.AUTOTUNE`).
pub const AUTOTUNE: Buffer = Buffer::Autotune;

impl From<usize> for Buffer {
    fn from(size: usize) -> Self {
        Self::Size(size)
    }
}

impl Plan {
    pub(crate) fn new(node: Node, spec: ElementSpec) -> Arc<Self> {
        Arc::new(Self { node, spec, prepared: Prepared::default() })
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
            | Node::Enumerate { input, .. } => vec![input],
            Node::Zip { inputs } => inputs.iter().collect(),
            Node::Concatenate { input, next } => vec![input, next],
            Node::Invalid { input, .. } => input.iter().collect(),
        }
    }

    /// The first source, as the user named it; for messages.
    pub(crate) fn dataset(&self) -> String {
        match &self.node {
            Node::Source(source) => source.dataset(),
            _ => self.inputs().first().map_or_else(|| "the dataset".to_owned(), |input| input.dataset()),
        }
    }
}

impl Source {
    /// What it is, as the user named it; for messages.
    pub(crate) fn dataset(&self) -> String {
        match self {
            Self::TensorSlices(_) => "from_tensor_slices".into(),
            Self::Tensors(_) => "from_tensors".into(),
            Self::Range { start, stop, step } => format!("range({start}, {stop}, {step})"),
            Self::SavedModel(source) => {
                format!("signature `{}` of {}", source.signature, source.path.display())
            }
            Self::GraphDef { name, .. } => name.clone(),
            Self::Load { path, .. } => path.display().to_string(),
        }
    }
}

/// One line a node, from the last transformation to the sources.
impl std::fmt::Display for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.write(f, 0)
    }
}

impl Plan {
    fn write(&self, f: &mut std::fmt::Formatter<'_>, depth: usize) -> std::fmt::Result {
        write!(f, "{:depth$}", "", depth = depth * 2)?;
        match &self.node {
            Node::Source(Source::TensorSlices(tensors)) => write!(f, "from_tensor_slices({tensors:?})")?,
            Node::Source(Source::Tensors(tensors)) => write!(f, "from_tensors({tensors:?})")?,
            Node::Source(source @ Source::Range { .. }) => f.write_str(&source.dataset())?,
            Node::Source(Source::SavedModel(source)) => {
                write!(f, "saved_model({}).signature({})", source.path.display(), source.signature)?;
            }
            Node::Source(Source::GraphDef { name, bytes }) => {
                write!(f, "graph_def({name}: {} bytes)", bytes.len())?;
            }
            Node::Source(Source::Load { path, compression, elements, .. }) => {
                let compression = if compression.is_empty() { "uncompressed" } else { compression };
                write!(f, "load({}: {compression}", path.display())?;
                match elements {
                    Some(elements) => write!(f, ", {elements} elements)")?,
                    None => f.write_str(")")?,
                }
            }
            Node::Batch { size, drop_remainder: false, .. } => write!(f, "batch({size})")?,
            Node::Batch { size, drop_remainder: true, .. } => write!(f, "batch_exact({size})")?,
            Node::Unbatch { .. } => f.write_str("unbatch()")?,
            Node::Take { count, .. } => write!(f, "take({count})")?,
            Node::Skip { count, .. } => write!(f, "skip({count})")?,
            Node::Shuffle { shuffle, .. } => {
                write!(f, "shuffle(buffer {}", shuffle.buffer)?;
                if let Some(seed) = shuffle.seed {
                    write!(f, ", seed {seed}")?;
                }
                f.write_str(if shuffle.reshuffle { ")" } else { ", the same order each time)" })?;
            }
            Node::Repeat { count: Some(count), .. } => write!(f, "repeat({count})")?,
            Node::Repeat { count: None, .. } => f.write_str("repeat(forever)")?,
            Node::Prefetch { buffer: Buffer::Size(size), .. } => write!(f, "prefetch({size})")?,
            Node::Prefetch { buffer: Buffer::Autotune, .. } => f.write_str("prefetch(AUTOTUNE)")?,
            Node::Cache { file: None, .. } => f.write_str("cache()")?,
            Node::Cache { file: Some(file), .. } => write!(f, "cache_to({})", file.display())?,
            Node::Shard { count, index, .. } => write!(f, "shard({count}, {index})")?,
            Node::Zip { .. } => f.write_str("zip")?,
            Node::Concatenate { .. } => f.write_str("concatenate")?,
            Node::Enumerate { start, .. } => write!(f, "enumerate(from {start})")?,
            Node::Invalid { method, reason, .. } => write!(f, "{method}: {reason}")?,
        }
        for input in self.inputs() {
            f.write_str("\n")?;
            input.write(f, depth + 1)?;
        }
        Ok(())
    }
}
