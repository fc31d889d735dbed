use std::sync::Arc;

use super::Boxed;
use super::cardinality::cardinality;
use super::owned::{Owned, keep, lent_again, lent_anew};
use crate::component::Component;
use crate::engine::{Cardinality, Stream};
use crate::error::Result;
use crate::plan::Plan;

/// The elements of a dataset, all their components.
pub(super) type Cached = Vec<Vec<Owned>>;

/// Keeps the elements as they pass, and leaves them to the plan, for the iterations that follow: at the end, or as soon
/// as there are as many as are known to be there.
pub(super) struct Fill {
    input: Boxed,
    plan: Arc<Plan>,
    /// The components that are lent.
    wanted: Vec<usize>,
    elements: Cached,
    expected: Option<u64>,
    kept: bool,
    lent: Vec<Component<'static>>,
}

impl Fill {
    /// `input` lends every component.
    pub(super) fn new(input: Boxed, plan: &Arc<Plan>, wanted: &[usize]) -> Result<Self> {
        let expected = match cardinality(plan)? {
            Cardinality::Known(elements) => Some(elements),
            _ => None,
        };
        let (plan, wanted) = (plan.clone(), wanted.to_vec());
        Ok(Self { input, plan, wanted, elements: Vec::new(), expected, kept: false, lent: Vec::new() })
    }
}

impl Stream for Fill {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        let Self { input, wanted, elements, lent, kept: all_kept, .. } = self;
        let mut kept = Ok(());
        let more = input.next(&mut |components| {
            if !*all_kept {
                let mut element = Vec::with_capacity(components.len());
                kept = keep(&mut element, components);
                elements.push(element);
            }
            let mut chosen = lent_anew(std::mem::take(lent));
            chosen.extend(wanted.iter().filter_map(|index| components.get(*index)).cloned());
            visit(&chosen);
            *lent = lent_again(chosen);
        })?;
        kept?;
        if !self.kept && (!more || self.expected == Some(self.elements.len() as u64)) {
            self.kept = true;
            let elements = std::mem::take(&mut self.elements);
            // Another iteration may have been first; it has the same.
            let _ = self.plan.prepared.native.cached.set(Arc::new(elements));
        }
        Ok(more)
    }
}

/// Elements that are kept.
pub(super) struct Replay {
    elements: Arc<Cached>,
    wanted: Vec<usize>,
    at: usize,
    lent: Vec<Component<'static>>,
}

impl Replay {
    pub(super) fn new(elements: &Arc<Cached>, wanted: &[usize]) -> Self {
        Self { elements: elements.clone(), wanted: wanted.to_vec(), at: 0, lent: Vec::new() }
    }
}

impl Stream for Replay {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        let Some(element) = self.elements.get(self.at) else { return Ok(false) };
        self.at += 1;
        let mut components = lent_anew(std::mem::take(&mut self.lent));
        components.extend(self.wanted.iter().filter_map(|index| element.get(*index)).map(Owned::component));
        visit(&components);
        self.lent = lent_again(components);
        Ok(true)
    }

    fn skip(&mut self, count: u64) -> Result<u64> {
        let left = self.elements.len() - self.at;
        let skipped = usize::try_from(count).map_or(left, |count| count.min(left));
        self.at += skipped;
        Ok(skipped as u64)
    }
}
