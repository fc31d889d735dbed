//! Random access: elements by their places, where these can be told from the plan.
//!
//! A lookup asks those of its inputs, as a stream does, but keeps no position: it can be used by many threads at once.

mod several;
mod sources;

use std::sync::Arc;

use self::several::{BatchAt, ConcatenateAt, EnumerateAt, RepeatAt, SpacedAt, ZipAt};
use super::build::{batched, part_of, paths};
use super::records::{ExampleDecoder, RawDecoder, SequenceDecoder, TfdsDecoder};
use crate::component::Component;
use crate::engine::{Cardinality, Lookup};
use crate::error::{Error, Result};
use crate::format::{IndexedFile, write_index};
use crate::plan::{Node, Plan, Source, Step};

type Boxed = Box<dyn Lookup>;

/// Random access to a dataset, and the files that are open for it.
pub(crate) struct Opened {
    pub(crate) lookup: Boxed,
    files: Vec<Arc<IndexedFile>>,
}

impl Opened {
    /// Keeps the indices of the files beside them.
    pub(crate) fn write_indices(&self) -> Result<()> {
        for file in &self.files {
            write_index(file).map_err(|(path, source)| Error::Io { path, source })?;
        }
        Ok(())
    }
}

/// Random access to the plan's elements, of each to these components.
pub(crate) fn lookup(plan: &Arc<Plan>, components: &[usize]) -> Result<Opened> {
    let mut wanted = components.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let mut opener = Opener { files: Vec::new() };
    let lookup = opener.open(plan, &wanted)?;
    let places = components.iter().filter_map(|index| wanted.binary_search(index).ok()).collect();
    let lookup = if wanted == components { lookup } else { Box::new(Project { lookup, places }) };
    Ok(Opened { lookup, files: opener.files })
}

/// Opens plans, and each file once.
struct Opener {
    files: Vec<Arc<IndexedFile>>,
}

impl Opener {
    /// The lookup of a plan that lends the components numbered `wanted`, which ascend.
    fn open(&mut self, plan: &Arc<Plan>, wanted: &[usize]) -> Result<Boxed> {
        Ok(match &plan.node {
            Node::Invalid { method, reason, .. } => {
                return Err(Error::Argument { method: method.clone(), reason: reason.clone() });
            }
            Node::Source(source) => return self.source(plan, source, wanted),
            Node::Apply { input, step: Step::ParseExample(features) } => {
                return self.records(input, Box::new(ExampleDecoder::new(features)), wanted);
            }
            Node::Apply { input, step: Step::ParseSequenceExample { context, lists } } => {
                return self.records(input, Box::new(SequenceDecoder::new(context, lists)), wanted);
            }
            Node::Apply { input, step: Step::Decode(decoder) } => match &input.node {
                Node::Apply { input, step: Step::ParseExample(features) }
                    if super::records::tfds_refusal(decoder).is_none() =>
                {
                    return self.records(input, Box::new(TfdsDecoder::new(features, decoder)), wanted);
                }
                _ => return Err(refused(plan, "is decoded by TensorFlow only")),
            },
            Node::Take { input, count } => {
                let input = self.open(input, wanted)?;
                let len = input.len().min(*count as u64);
                Box::new(SpacedAt { input, first: 0, step: 1, len })
            }
            Node::Skip { input, count } => {
                let input = self.open(input, wanted)?;
                let first = *count as u64;
                let len = input.len().saturating_sub(first);
                Box::new(SpacedAt { input, first, step: 1, len })
            }
            Node::Shard { input, count, index } => {
                let input = self.open(input, wanted)?;
                let (first, step) = (*index as u64, *count as u64);
                let len = input.len().saturating_sub(first).div_ceil(step);
                Box::new(SpacedAt { input, first, step, len })
            }
            Node::Repeat { input, count: Some(count) } => {
                let input = self.open(input, wanted)?;
                let len = input.len().checked_mul(*count as u64);
                let len = len.ok_or_else(|| refused(plan, "has more elements than can be counted"))?;
                Box::new(RepeatAt { input, len })
            }
            Node::Repeat { count: None, .. } => return Err(refused(plan, "never ends")),
            Node::Concatenate { input, next } => {
                let (first, second) = (self.open(input, wanted)?, self.open(next, wanted)?);
                let len = first.len().checked_add(second.len());
                let len = len.ok_or_else(|| refused(plan, "has more elements than can be counted"))?;
                Box::new(ConcatenateAt { first, second, len })
            }
            Node::Zip { inputs } => return self.zip(inputs, wanted),
            Node::Enumerate { input, start } => {
                let numbered = wanted.first() == Some(&0);
                let inner: Vec<usize> = wanted.iter().filter_map(|index| index.checked_sub(1)).collect();
                let input = self.open(input, &inner)?;
                let len = input.len().min(start.abs_diff(i64::MAX));
                Box::new(EnumerateAt { input, start: *start, numbered, len })
            }
            Node::Batch { input, size, drop_remainder } => {
                if let Some(reason) = super::refusal(plan) {
                    return Err(Error::Argument { method: "random_access()".into(), reason });
                }
                let (taken, places) = batched(input, wanted);
                let rows = self.open(input, &taken)?;
                let batch: Boxed = Box::new(BatchAt::new(rows, *size, *drop_remainder, paths(input, &taken)));
                match places {
                    None => batch,
                    Some(places) => Box::new(Project { lookup: batch, places }),
                }
            }
            Node::Apply { input, step: Step::AssertCardinality(Cardinality::Known(expected)) } => {
                let (lookup, expected) = (self.open(input, wanted)?, *expected);
                let got = lookup.len();
                if got != expected {
                    return Err(Error::Truncated { dataset: plan.dataset(), expected, got });
                }
                lookup
            }
            Node::Cache { input, .. } => sources::cached(plan, input, wanted)?,
            Node::Prefetch { input, .. }
            | Node::Engine { input, .. }
            | Node::Apply { input, step: Step::Options(_) } => return self.open(input, wanted),
            _ => return Err(refused(plan, "does not tell where its elements are")),
        })
    }

    fn source(&mut self, plan: &Arc<Plan>, source: &Source, wanted: &[usize]) -> Result<Boxed> {
        match source {
            Source::Files(_) => self.records(plan, Box::new(RawDecoder), wanted),
            _ => sources::in_memory(source, wanted)
                .ok_or_else(|| refused(plan, "does not tell where its elements are")),
        }
    }

    fn zip(&mut self, inputs: &[Arc<Plan>], wanted: &[usize]) -> Result<Boxed> {
        let (mut parts, mut before) = (Vec::new(), 0);
        for input in inputs {
            let components = input.spec.components().len();
            let part = part_of(wanted, before, components);
            before += components;
            parts.push(self.open(input, &part)?);
        }
        Ok(Box::new(ZipAt::new(parts)))
    }
}

/// The error that a dataset has no random access, because of this node.
fn refused(plan: &Plan, reason: &str) -> Error {
    Error::Argument {
        method: "random_access()".into(),
        reason: format!(
            "`{}` {reason}; `cache()` behind it keeps its elements in memory, where each can be found",
            plan.headline()
        ),
    }
}

/// Some components of another lookup, in another order.
struct Project {
    lookup: Boxed,
    places: Vec<usize>,
}

impl Lookup for Project {
    fn len(&self) -> u64 {
        self.lookup.len()
    }

    fn get(&self, index: u64, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<()> {
        self.lookup.get(index, &mut |components| {
            let chosen: Vec<_> =
                self.places.iter().filter_map(|place| components.get(*place)).cloned().collect();
            visit(&chosen);
        })
    }
}
