use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::decode::Held;
use super::steps::Steps;
use super::tuning::Tuning;
use super::variant::Variant;
use super::{failure, lower};
use crate::component::{Component, StringItems};
use crate::engine::Stream;
use crate::error::{Error, Result};
use crate::libtensorflow::Tensor;
use crate::plan::Plan;

/// Starts an iteration over the plan's elements that gives these components of each.
pub(crate) fn start(plan: &Arc<Plan>, components: &[usize]) -> Result<Iteration> {
    let dataset = Variant::of(plan)?;
    let leaves: Vec<_> = plan.spec.components().into_iter().map(|component| component.leaf).collect();
    let tuning = Tuning::of(plan);
    let steps = Steps::start(&dataset, dataset.tensor.clone(), &leaves, Some(components), tuning);
    Ok(Iteration {
        steps: steps.map_err(|error| failure::at(plan, "starting the iteration", error))?,
        held: Vec::with_capacity(components.len()),
        lent: Vec::with_capacity(components.len()),
        number: 0,
        plan: plan.clone(),
    })
}

/// A running iteration over a plan's elements.
pub(crate) struct Iteration {
    steps: Steps,
    held: Vec<Held>,
    /// Empty between steps; kept for its memory.
    lent: Vec<Component<'static>>,
    number: u64,
    plan: Arc<Plan>,
}

impl Iteration {
    /// Goes on where another one stood when it was saved.
    pub(crate) fn restore(&mut self, path: &Path) -> Result<()> {
        let restored = self.steps.restore(lower::path(path)?);
        restored.map_err(|error| failure::at(&self.plan, "resuming", error))
    }
}

impl Stream for Iteration {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        match self.steps.next(&mut self.held) {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(error) => return Err(failure::at(&self.plan, &format!("element {}", self.number), error)),
        }
        let mut components = recycled(std::mem::take(&mut self.lent));
        for held in &self.held {
            components.push(held.component().map_err(|dtype| Error::Open {
                dataset: self.plan.dataset(),
                reason: format!("a component is a {dtype}, which has no items to read"),
            })?);
        }
        visit(&components);
        self.lent = recycled(components);
        self.number += 1;
        Ok(true)
    }

    fn save(&mut self, path: &Path) -> Result<()> {
        let saved = self.steps.save(lower::path(path)?);
        saved.map_err(|error| failure::at(&self.plan, "saving the position", error))
    }

    fn set_timeout(&mut self, timeout: Option<Duration>) -> Result<()> {
        Ok(self.steps.set_timeout(timeout)?)
    }
}

impl StringItems for Tensor {
    fn len(&self) -> usize {
        self.len()
    }
    fn get(&self, index: usize) -> &[u8] {
        self.as_strings().and_then(|strings| strings.get(index)).unwrap_or_default()
    }
}

/// The same memory for components of another lifetime: no allocation, since nothing is left in it.
fn recycled<'b>(mut components: Vec<Component<'_>>) -> Vec<Component<'b>> {
    components.clear();
    components.into_iter().map_while(|_| None).collect()
}
