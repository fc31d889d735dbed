use crate::engine::native::build::Setup;
use crate::plan::{Node, Plan, Source, Step};

/// Whether there is anything in making the plan's elements that a thread of its own could do meanwhile. Handing on what
/// lies in memory is not, nor is handing on single records of files, which other threads read and decode ahead already.
pub(in crate::engine::native) fn worth_a_thread(plan: &Plan, setup: Setup) -> bool {
    worth(plan, setup, false)
}

/// `batched` says whether batches are made of the elements.
fn worth(plan: &Plan, setup: Setup, batched: bool) -> bool {
    let of_inputs = |setup, batched| plan.inputs().into_iter().any(|input| worth(input, setup, batched));
    match &plan.node {
        Node::Source(Source::Load { .. }) => true,
        Node::Source(Source::Files(source)) => batched || setup.threads() == 1 || source.in_turn().is_some(),
        Node::Shuffle { .. }
        | Node::Unbatch { .. }
        | Node::Apply { step: Step::PaddedBatch(_) | Step::Rebatch { .. } | Step::Unique, .. } => true,
        // They lie in memory.
        Node::Cache { .. } if plan.prepared.native.cached.get().is_some() => false,
        // They are made ahead already.
        Node::Prefetch { .. } if !batched => false,
        Node::Batch { .. } => of_inputs(setup, true),
        Node::Apply { step: Step::Options(options), .. } => of_inputs(setup.within(options), batched),
        _ => of_inputs(setup, batched),
    }
}
