use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::apart::Apart;
use super::decode::Held;
use super::steps::Steps;
use super::tuning::Tuning;
use super::variant::Variant;
use super::{failure, locate, lower, service};
use crate::component::{Component, StringItems};
use crate::engine::Stream;
use crate::engine::cancel::Token;
use crate::error::{Error, Result};
use crate::libtensorflow::{self, Tensor};
use crate::plan::Plan;

/// Starts an iteration over the plan's elements that gives these components of each.
pub(crate) fn start(plan: &Arc<Plan>, components: &[usize]) -> Result<Iteration> {
    let services = plan.services();
    services.iter().try_for_each(|service| service::reachable(service))?;
    let dataset = Variant::of(plan)?;
    let leaves: Vec<_> = plan.spec.components().into_iter().map(|component| component.leaf).collect();
    let tuning = Tuning::of(plan);
    let steps = Steps::start(&dataset, dataset.tensor.clone(), &leaves, Some(components), tuning);
    let mut steps = steps.map_err(|error| failure::at(plan, "starting the iteration", error))?;
    if let Some(timeout) = services.iter().filter_map(|service| service.timeout).max() {
        steps.set_timeout(Some(timeout))?;
    }
    Ok(Iteration {
        steps: Place::Here(Box::new(steps)),
        held: Vec::with_capacity(components.len()),
        lent: Vec::with_capacity(components.len()),
        number: 0,
        resumed: false,
        plan: plan.clone(),
    })
}

/// A running iteration over a plan's elements.
pub(crate) struct Iteration {
    steps: Place,
    held: Vec<Held>,
    /// Empty between steps; kept for its memory.
    lent: Vec<Component<'static>>,
    number: u64,
    /// Whether the first element was not the plan's first.
    resumed: bool,
    plan: Arc<Plan>,
}

/// Where the steps are taken.
enum Place {
    /// On the thread that asks for them.
    Here(Box<Steps>),
    /// On one of their own.
    Apart(Apart),
    /// Nowhere, while they go from one to the other.
    Moving,
}

impl Place {
    /// Does the one or the other; `None` if the iteration is cancelled.
    fn step<T>(
        &mut self,
        here: impl FnOnce(&mut Steps) -> libtensorflow::Result<T>,
        apart: impl FnOnce(&mut Apart) -> Option<libtensorflow::Result<T>>,
    ) -> Result<libtensorflow::Result<T>> {
        match self {
            Self::Here(steps) => Some(here(steps)),
            Self::Apart(steps) => apart(steps),
            Self::Moving => None,
        }
        .ok_or(Error::Cancelled)
    }
}

impl Iteration {
    /// Goes on where another one stood when it was saved.
    pub(crate) fn restore(&mut self, path: &Path) -> Result<()> {
        let path = lower::path(path)?;
        // It has not begun: nobody can have cancelled it.
        let restored = self.steps.step(|steps| steps.restore(path), |_| None)?;
        self.resumed = true;
        restored.map_err(|error| failure::at(&self.plan, "resuming", error))
    }
}

impl Stream for Iteration {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        let held = &mut self.held;
        let more = match &mut self.steps {
            Place::Here(steps) => steps.next(held),
            Place::Apart(steps) => steps.next(held).ok_or(Error::Cancelled)?,
            Place::Moving => return Err(Error::Cancelled),
        };
        match more {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(error) => {
                let doing = format!("element {}", self.number);
                return Err(match self.plan.services().first() {
                    Some(service) => failure::of_service(&self.plan, &doing, service, error),
                    None => {
                        let step = (!self.resumed).then_some(self.number);
                        locate::located(&self.plan, step, failure::at(&self.plan, &doing, error))
                    }
                });
            }
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
        let path = lower::path(path)?;
        let saved = self.steps.step(|steps| steps.save(path), |steps| steps.save(path))?;
        saved.map_err(|error| failure::at(&self.plan, "saving the position", error))
    }

    fn set_timeout(&mut self, timeout: Option<Duration>) -> Result<()> {
        let set = |steps: &mut Steps| steps.set_timeout(timeout);
        Ok(self.steps.step(set, |steps| steps.set_timeout(timeout))??)
    }

    fn cancelled_by(&mut self, token: &Token) {
        self.steps = match std::mem::replace(&mut self.steps, Place::Moving) {
            Place::Here(steps) => match Apart::new(steps, token) {
                Ok(apart) => Place::Apart(apart),
                Err(steps) => Place::Here(steps),
            },
            elsewhere => elsewhere,
        };
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
