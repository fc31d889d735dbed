//! A plan as streams, node by node.

use std::sync::Arc;

use super::batch::Batch;
use super::cache::{Fill, Replay};
use super::choose::Choose;
use super::keep::{Counted, Nothing, Repeat, Shard, Skip, Take};
use super::load::Load;
use super::memory::{Single, Slices};
use super::owned::{lent_again, lent_anew};
use super::padded::PaddedBatch;
use super::prefetch::{Prefetch, worth_a_thread};
use super::range::Range;
use super::records::{
    Decode, ExampleDecoder, Files, InTurn, RawDecoder, Records, SequenceDecoder, TfdsDecoder,
};
use super::several::{Concatenate, Enumerate, Zip};
use super::shuffle::Shuffle;
use super::unbatch::Unbatch;
use super::unique::Unique;
use super::watched::Watched;
use super::{Boxed, refusal};
use crate::column::Loans;
use crate::component::Component;
use crate::engine::{Ask, Cardinality, Stream};
use crate::error::{Error, Result};
use crate::plan::{Node, Options, Plan, Source, Step};

/// How streams are run.
#[derive(Clone, Copy, Default)]
pub(super) struct Setup {
    /// `Options::threads`, the outermost.
    threads: Option<u16>,
}

impl Setup {
    /// That of what lies inside of these options.
    pub(super) fn within(self, options: &Options) -> Self {
        Self { threads: self.threads.or(options.get_threads()) }
    }

    /// On how many threads files are read, that of the caller included.
    pub(super) fn threads(self) -> usize {
        match self.threads {
            None | Some(0) => std::thread::available_parallelism().map_or(1, usize::from),
            Some(threads) => threads.into(),
        }
    }
}

/// Starts an iteration over the plan's elements that gives these components of each.
pub(crate) fn start(plan: &Arc<Plan>, components: &[usize]) -> Result<Boxed> {
    let mut wanted = components.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let stream = sorted(plan, &wanted, Setup::default())?;
    if wanted == components {
        return Ok(stream);
    }
    let places = components.iter().filter_map(|index| wanted.binary_search(index).ok()).collect();
    Ok(Box::new(Project { stream, places, lent: Vec::new() }))
}

/// The stream of a plan that lends the components numbered `wanted`, which ascend.
pub(super) fn sorted(plan: &Arc<Plan>, wanted: &[usize], setup: Setup) -> Result<Boxed> {
    Ok(match &plan.node {
        Node::Source(source) => Box::new(Watched(self::source(plan, source, wanted, setup)?)),
        Node::Invalid { method, reason, .. } => {
            return Err(Error::Argument { method: method.clone(), reason: reason.clone() });
        }
        Node::Batch { input, size, drop_remainder } => batch(input, *size, *drop_remainder, wanted, setup)?,
        Node::Unbatch { input } => {
            Box::new(Unbatch::new(sorted(input, &all(input), setup)?, paths(input, &all(input)), wanted))
        }
        // No input is begun, nor a shuffle in it.
        Node::Take { count: 0, .. } | Node::Repeat { count: Some(0), .. } => Box::new(Nothing),
        Node::Take { input, count } => {
            Box::new(Take { input: sorted(input, wanted, setup)?, left: *count as u64 })
        }
        Node::Skip { input, count } => {
            Box::new(Skip { input: sorted(input, wanted, setup)?, count: *count as u64 })
        }
        Node::Shuffle { input, shuffle } => {
            Box::new(Shuffle::new(plan, input, *shuffle, Some(1), wanted, setup))
        }
        Node::Repeat { input, count: Some(1) } => return sorted(input, wanted, setup),
        Node::Repeat { input, count } => match &input.node {
            Node::Shuffle { input: elements, shuffle } => {
                Box::new(Shuffle::new(input, elements, *shuffle, *count, wanted, setup))
            }
            _ => Box::new(Repeat::new(input, *count, wanted, setup)?),
        },
        Node::Cache { input, .. } => match plan.prepared.native.cached.get() {
            Some(elements) => Box::new(Watched(Box::new(Replay::new(elements, wanted)))),
            None => Box::new(Fill::new(sorted(input, &all(input), setup)?, plan, wanted)?),
        },
        Node::Shard { input, count, index } => Box::new(Shard {
            input: sorted(input, wanted, setup)?,
            count: *count as u64,
            before: *index as u64,
        }),
        Node::Zip { inputs } => zip(inputs, wanted, setup)?,
        Node::Concatenate { input, next } => {
            Box::new(Concatenate::new(sorted(input, wanted, setup)?, next, wanted, setup))
        }
        Node::Choose { choices, inputs, when_empty } => {
            let choices = sorted(choices, &all(choices), setup)?;
            let inputs = inputs.iter().map(|input| sorted(input, wanted, setup)).collect::<Result<_>>()?;
            Box::new(Choose::new(choices, inputs, *when_empty))
        }
        Node::Enumerate { input, start } => {
            let index = wanted.first() == Some(&0);
            let inner: Vec<usize> = wanted.iter().filter_map(|index| index.checked_sub(1)).collect();
            Box::new(Enumerate::new(sorted(input, &inner, setup)?, *start, index))
        }
        Node::Apply { input, step: Step::Rebatch { size, drop_remainder } } => {
            let all = all(input);
            let rows = Box::new(Unbatch::new(sorted(input, &all, setup)?, paths(input, &all), &all));
            projected(Box::new(Batch::new(rows, *size, *drop_remainder, paths(plan, &all))), &all, wanted)
        }
        Node::Apply { input, step: Step::PaddedBatch(padding) } => {
            let all = all(input);
            let batches = PaddedBatch::new(sorted(input, &all, setup)?, padding, paths(input, &all));
            projected(Box::new(batches), &all, wanted)
        }
        Node::Apply { input, step: Step::Unique } => {
            Box::new(Unique::new(sorted(input, &all(input), setup)?, !wanted.is_empty()))
        }
        Node::Apply { input, step: Step::AssertCardinality(Cardinality::Known(expected)) } => {
            Box::new(Counted {
                input: sorted(input, wanted, setup)?,
                dataset: plan.dataset(),
                expected: *expected,
                got: 0,
            })
        }
        Node::Apply { input, step: Step::ParseExample(features) } => {
            Box::new(Watched(records(input, wanted, setup, Box::new(ExampleDecoder::new(features)))?))
        }
        Node::Apply { input, step: Step::Decode(decoder) } => match &input.node {
            Node::Apply { input, step: Step::ParseExample(features) } => {
                let decoder = Box::new(TfdsDecoder::new(features, decoder));
                Box::new(Watched(records(input, wanted, setup, decoder)?))
            }
            _ => return Err(not_native(plan)),
        },
        Node::Apply { input, step: Step::ParseSequenceExample { context, lists } } => {
            let decoder = Box::new(SequenceDecoder::new(context, lists));
            Box::new(Watched(records(input, wanted, setup, decoder)?))
        }
        Node::Apply { input, step: Step::Options(options) } => {
            return sorted(input, wanted, setup.within(options));
        }
        Node::Prefetch { input, buffer } if worth_a_thread(input, setup) => {
            Box::new(Prefetch::new(sorted(input, wanted, setup)?, *buffer))
        }
        Node::Prefetch { input, .. } | Node::Engine { input, .. } => return sorted(input, wanted, setup),
        _ => return Err(not_native(plan)),
    })
}

fn source(plan: &Arc<Plan>, source: &Source, wanted: &[usize], setup: Setup) -> Result<Boxed> {
    Ok(match source {
        Source::TensorSlices(tensors) => Box::new(Slices::new(tensors, wanted)),
        Source::Tensors(tensors) => Box::new(Single::new(tensors, wanted)),
        Source::Range { start, stop, step } => Box::new(Range::new(*start, *stop, *step, !wanted.is_empty())),
        Source::Load { path, compression, cycle_length, elements } => {
            Box::new(Load::open(path, compression, *cycle_length, *elements, &plan.spec, wanted)?)
        }
        Source::Files(_) => return records(plan, wanted, setup, Box::new(RawDecoder)),
        _ => return Err(not_native(plan)),
    })
}

/// The records of files, decoded: one file after the other, or some of them in turn.
fn records(plan: &Plan, wanted: &[usize], setup: Setup, decoder: Box<dyn Decode>) -> Result<Boxed> {
    let Node::Source(Source::Files(source)) = &plan.node else { return Err(not_native(plan)) };
    let threads = setup.threads();
    Ok(match source.in_turn() {
        None => {
            let dataset = source.pattern.clone();
            Box::new(Records::new(dataset, Files::of(source), decoder, wanted, threads))
        }
        Some(how) => Box::new(InTurn::new(source, how, decoder, wanted, threads)),
    })
}

fn batch(
    input: &Arc<Plan>,
    size: usize,
    drop_remainder: bool,
    wanted: &[usize],
    setup: Setup,
) -> Result<Boxed> {
    let (taken, places) = batched(input, wanted);
    let paths = paths(input, &taken);
    let stream: Boxed = Box::new(Batch::new(sorted(input, &taken, setup)?, size, drop_remainder, paths));
    Ok(match places {
        None => stream,
        Some(places) => Box::new(Project { stream, places, lent: Vec::new() }),
    })
}

/// Those of the components that a stream lends that are wanted.
fn projected(stream: Boxed, lent: &[usize], wanted: &[usize]) -> Boxed {
    if lent == wanted {
        return stream;
    }
    let places = wanted.iter().filter_map(|index| lent.binary_search(index).ok()).collect();
    Box::new(Project { stream, places, lent: Vec::new() })
}

/// The components that are stacked, and where among them those are that are wanted, if they are not all: those are
/// stacked as well, and compared, that nobody wants, where their shapes can differ.
pub(super) fn batched(input: &Plan, wanted: &[usize]) -> (Vec<usize>, Option<Vec<usize>>) {
    let components = input.spec.components();
    let compared =
        |index: &usize| components.get(*index).is_some_and(|c| c.tensor.shape.as_known().is_none());
    let taken: Vec<usize> =
        (0..components.len()).filter(|index| wanted.contains(index) || compared(index)).collect();
    if taken == wanted {
        return (taken, None);
    }
    let places = wanted.iter().filter_map(|index| taken.binary_search(index).ok()).collect();
    (taken, Some(places))
}

fn zip(inputs: &[Arc<Plan>], wanted: &[usize], setup: Setup) -> Result<Boxed> {
    let mut zipped: Option<Boxed> = None;
    let mut before = 0;
    for input in inputs {
        let components = input.spec.components().len();
        let part = part_of(wanted, before, components);
        before += components;
        let stream = sorted(input, &part, setup)?;
        zipped = Some(match zipped {
            None => stream,
            Some(first) => Box::new(Zip::new(first, stream)),
        });
    }
    zipped.ok_or_else(|| Error::Argument {
        method: "zip".into(),
        reason: "there has to be at least one dataset".into(),
    })
}

/// Which of the wanted components are those of an input that has so many, behind so many of others.
pub(super) fn part_of(wanted: &[usize], before: usize, components: usize) -> Vec<usize> {
    let behind = wanted.iter().filter_map(|index| index.checked_sub(before));
    behind.filter(|index| *index < components).collect()
}

fn all(plan: &Plan) -> Vec<usize> {
    (0..plan.spec.components().len()).collect()
}

pub(super) fn paths(plan: &Plan, wanted: &[usize]) -> Vec<String> {
    let components = plan.spec.components();
    wanted.iter().filter_map(|index| components.get(*index)).map(|component| component.path.clone()).collect()
}

/// The error that the plan is not native, named by the node that is not.
pub(crate) fn not_native(plan: &Plan) -> Error {
    let reason = refusal(plan).unwrap_or_else(|| format!("`{}` is not native", plan.headline()));
    Error::Argument {
        method: "engine(Engine::Native)".into(),
        reason: format!("{reason}; use `Engine::Auto` or `Engine::TensorFlow`"),
    }
}

/// Some components of another stream, in another order.
struct Project {
    stream: Boxed,
    places: Vec<usize>,
    lent: Vec<Component<'static>>,
}

impl Stream for Project {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        let Self { stream, places, lent } = self;
        stream.next(&mut |components| {
            let mut chosen = lent_anew(std::mem::take(lent));
            chosen.extend(places.iter().filter_map(|place| components.get(*place)).cloned());
            visit(&chosen);
            *lent = lent_again(chosen);
        })
    }

    fn estimate(&mut self) -> Option<u64> {
        self.stream.estimate()
    }

    fn fill(&mut self, loans: &Loans) {
        // At which place each component is that the stream lends.
        let components = self.places.iter().max().map_or(0, |last| last + 1);
        let place =
            |component| self.places.iter().position(|place| *place == component).unwrap_or(usize::MAX);
        let places: Vec<usize> = (0..components).map(place).collect();
        self.stream.fill(&loans.ordered(&places));
    }

    fn rows(&mut self, ask: Ask, visit: &mut dyn FnMut(&[Component<'_>], usize)) -> Result<Option<usize>> {
        let Self { stream, places, lent } = self;
        stream.rows(ask, &mut |components, rows| {
            let mut chosen = lent_anew(std::mem::take(lent));
            chosen.extend(places.iter().filter_map(|place| components.get(*place)).cloned());
            visit(&chosen, rows);
            *lent = lent_again(chosen);
        })
    }

    fn skip(&mut self, count: u64) -> Result<u64> {
        self.stream.skip(count)
    }
}
