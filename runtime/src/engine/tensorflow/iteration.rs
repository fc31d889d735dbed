use std::sync::Arc;

use tfdata_spec::DType;

use super::failure;
use super::lower::types_and_shapes;
use super::station::Station;
use super::variant::Variant;
use crate::component::{Component, StringItems};
use crate::engine::Stream;
use crate::error::{Error, Result};
use crate::libtensorflow::{Code, Output, Run, Tensor};
use crate::plan::Plan;

/// Starts an iteration over the plan's elements that gives these components of each.
pub(crate) fn start(plan: &Arc<Plan>, components: &[usize]) -> Result<Iteration> {
    let dataset = Variant::of(plan)?;
    let (dtypes, _) = types_and_shapes(&plan.spec);
    let begin = || {
        let station = dataset.host.take_station(&dtypes)?;
        station.start(&dataset.host.session, &dataset.tensor)?;
        let fetches: Vec<Output> = components.iter().map(|index| station.next.output(*index)).collect();
        let run = dataset.host.session.prepare([], &fetches, &[station.next])?;
        Ok((station, run))
    };
    let (station, run) = begin().map_err(|error| failure::at(plan, "starting the iteration", error))?;
    Ok(Iteration {
        run,
        tensors: Vec::with_capacity(components.len()),
        lent: Vec::with_capacity(components.len()),
        number: 0,
        station: Some(station),
        plan: plan.clone(),
        dataset: dataset.clone(),
    })
}

/// A running iterator.
pub(crate) struct Iteration {
    run: Run,
    tensors: Vec<Tensor>,
    /// Empty between steps; kept for its memory.
    lent: Vec<Component<'static>>,
    number: u64,
    station: Option<Station>,
    plan: Arc<Plan>,
    dataset: Arc<Variant>,
}

impl Stream for Iteration {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        if let Err(error) = self.run.step(&mut self.tensors) {
            if error.status().is_some_and(|status| status.code == Code::OutOfRange) {
                return Ok(false);
            }
            return Err(failure::at(&self.plan, &format!("element {}", self.number), error));
        }
        let mut components = recycled(std::mem::take(&mut self.lent));
        for tensor in &self.tensors {
            components.push(component(tensor).ok_or_else(|| opaque(&self.plan, tensor.dtype()))?);
        }
        visit(&components);
        self.lent = recycled(components);
        self.number += 1;
        Ok(true)
    }
}

impl Drop for Iteration {
    fn drop(&mut self) {
        let Some(station) = self.station.take() else { return };
        // An iterator that can't be reset is not used again; there is nobody to tell.
        if station.stop(&self.dataset.host.session, &self.dataset.tensor).is_ok() {
            self.dataset.host.put_station(station);
        }
    }
}

fn component(tensor: &Tensor) -> Option<Component<'_>> {
    let shape = tensor.dims();
    if tensor.dtype() == DType::String {
        return Some(Component::Strings { shape, strings: tensor });
    }
    Some(Component::Plain { dtype: tensor.dtype(), shape, bytes: tensor.bytes()? })
}

impl StringItems for Tensor {
    fn len(&self) -> usize {
        self.len()
    }
    fn get(&self, index: usize) -> &[u8] {
        self.as_strings().and_then(|strings| strings.get(index)).unwrap_or_default()
    }
}

fn opaque(plan: &Plan, dtype: DType) -> Error {
    Error::Open {
        dataset: plan.dataset(),
        reason: format!("a component is a {dtype}, which has no items to read"),
    }
}

/// The same memory for components of another lifetime: no allocation, since nothing is left in it.
fn recycled<'b>(mut components: Vec<Component<'_>>) -> Vec<Component<'b>> {
    components.clear();
    components.into_iter().map_while(|_| None).collect()
}
