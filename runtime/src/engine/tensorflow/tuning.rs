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
    /// Neither.
    Off,
}

impl Tuning {
    /// What suits the plan: off, where nothing in it is parallel, nor is made to be.
    pub(super) fn of(plan: &Plan) -> Self {
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
        match fixed && plan.inputs().iter().all(|input| Self::of(input) == Self::Off) {
            true => Self::Off,
            false => Self::Default,
        }
    }

    /// The options that say so, as `OptionsDataset` takes them.
    pub(super) fn options(self) -> Vec<u8> {
        match self {
            Self::Default => Vec::new(),
            Self::Off => Options::as_it_is(),
        }
    }
}
