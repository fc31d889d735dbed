use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Decoder, Feature, FeatureList, FunctionStep, Options, Padding, Plan, Service, Window};
use crate::engine::Cardinality;

/// A transformation of one dataset, under tf.data's name.
pub(crate) enum Step {
    PaddedBatch(Padding),
    Rebatch {
        size: usize,
        drop_remainder: bool,
    },
    /// Tensors of unequal shape as one sparse one.
    SparseBatch {
        size: usize,
        row_shape: Vec<Option<usize>>,
    },
    Unique,
    Window(Window),
    AssertCardinality(Cardinality),
    IgnoreErrors,
    Snapshot {
        path: PathBuf,
        shards: usize,
    },
    Options(Options),
    Distribute(Service),
    /// One that takes a function.
    Function(FunctionStep),
    ParseExample(Vec<Feature>),
    /// The components of a TFDS element, of the features that it is stored as.
    Decode(Decoder),
    ParseSequenceExample {
        context: Vec<Feature>,
        lists: Vec<FeatureList>,
    },
}

impl Step {
    /// Datasets that its functions use.
    pub(crate) fn captured(&self) -> impl Iterator<Item = &Arc<Plan>> {
        let functions = match self {
            Self::Function(step) => step.functions(),
            _ => Vec::new(),
        };
        functions.into_iter().flat_map(|function| &function.captured)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PaddedBatch(Padding { size, drop_remainder: false, .. }) => {
                write!(f, "padded_batch({size})")
            }
            Self::PaddedBatch(Padding { size, .. }) => write!(f, "padded_batch(exactly {size})"),
            Self::Rebatch { size, drop_remainder: false } => write!(f, "rebatch({size})"),
            Self::Rebatch { size, .. } => write!(f, "rebatch_exact({size})"),
            Self::SparseBatch { size, .. } => write!(f, "sparse_batch({size})"),
            Self::Window(Window { size, shift, stride, .. }) => {
                write!(f, "window({size}, shift {shift}, stride {stride})")
            }
            Self::Unique => f.write_str("unique()"),
            Self::AssertCardinality(cardinality) => write!(f, "assert_cardinality({cardinality:?})"),
            Self::IgnoreErrors => f.write_str("ignore_errors()"),
            Self::Snapshot { path, .. } => write!(f, "snapshot({})", path.display()),
            Self::ParseExample(features) => write!(f, "parse_example({} features)", features.len()),
            Self::ParseSequenceExample { context, lists } => {
                write!(f, "parse_sequence_example({} features, {} lists)", context.len(), lists.len())
            }
            Self::Decode(decoder) => write!(f, "{decoder}"),
            Self::Function(step) => write!(f, "{step}"),
            Self::Distribute(service) => write!(f, "distribute({}, {:?})", service.address, service.sharding),
            Self::Options(options) => write!(f, "with_options({options})"),
        }
    }
}
