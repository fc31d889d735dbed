use crate::plan::{Buffer, Node, Options, Plan, Source, Step};

/// Whether TensorFlow rewrites a pipeline when it starts (fuses maps, makes them parallel), and tunes its buffers
/// and its parallelism while it runs.
///
/// Where there is nothing to gain it is not for free: the model of each iteration sees every element, and it has a
/// thread that wakes ever less often, for whose next round the end of the iteration can have to wait. That takes
/// about as long as the iteration has taken so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Tuning {
    /// As TensorFlow does of itself, or as the dataset's own options say.
    Default,
    /// Not tuned; rewritten only where that shows in the order of the elements: how many seeds an iteration of a shuffle
    /// that is repeated draws depends on whether TensorFlow makes one op of the two.
    Fused,
    /// Neither.
    Off,
}

impl Tuning {
    /// What suits the plan: it is run as it is, where nothing in it is parallel, nor is made to be.
    pub(super) fn of(plan: &Plan) -> Self {
        match (Self::parallel(plan), plan.repeats_seeds()) {
            (true, _) => Self::Default,
            (false, true) => Self::Fused,
            (false, false) => Self::Off,
        }
    }

    /// Whether anything in it is parallel, or can be made so.
    fn parallel(plan: &Plan) -> bool {
        let fixed = match &plan.node {
            Node::Source(source) => matches!(
                source,
                Source::TensorSlices(_) | Source::Tensors(_) | Source::Range { .. } | Source::Random { .. }
            ),
            Node::Prefetch { buffer, .. } => matches!(buffer, Buffer::Size(_)),
            Node::Apply { step, .. } => matches!(
                step,
                Step::PaddedBatch(_)
                    | Step::Rebatch { .. }
                    | Step::Unique
                    | Step::AssertCardinality(_)
                    | Step::IgnoreErrors
            ),
            _ => true,
        };
        !fixed || plan.inputs().into_iter().any(|input| Self::parallel(input))
    }

    /// The options that say so, as `OptionsDataset` takes them.
    pub(super) fn options(self) -> Vec<u8> {
        match self {
            Self::Default => Vec::new(),
            Self::Fused => Options::as_it_is(true),
            Self::Off => Options::as_it_is(false),
        }
    }
}
