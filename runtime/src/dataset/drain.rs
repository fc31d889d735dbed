//! Running a plan to its end, into a column.

use std::sync::Arc;

use tfdata_spec::{DType, ElementSpec, Slot};

use super::bound::Bound;
use crate::column::Column;
use crate::component::{Component, StringItems};
use crate::engine::{self, Stream};
use crate::error::{Error, Result};
use crate::plan::Plan;
use crate::row::Row;

/// Adds each element as a row. Returns the number of rows.
pub(super) fn elements(bound: &Bound, plan: &Arc<Plan>, column: &mut impl Column) -> Result<u64> {
    run(engine::start(plan, &bound.components)?, |components, number| {
        column.push(&mut Row::element(&bound.slots, components, number))?;
        Ok(1)
    })
}

/// Adds the rows of batches, of up to `size`, that the engine made of the elements. Returns the number of rows.
pub(super) fn batches(bound: &Bound, plan: &Arc<Plan>, size: usize, column: &mut impl Column) -> Result<u64> {
    let mut done = 0;
    let rows = run(engine::start(plan, &bound.components)?, |components, number| {
        let mut rows = Row::batch(&bound.slots, components, number);
        column.extend(&mut rows)?;
        done = number + rows.rows() as u64;
        Ok(rows.rows() as u64)
    });
    rows.map_err(|error| match error {
        // The engine counts the batches, which nobody asked for.
        Error::TensorFlow { code, message, .. } => {
            let last = done + (size as u64).saturating_sub(1);
            Error::TensorFlow {
                context: format!("{}: element {done} to {last}", plan.dataset()),
                code,
                message,
            }
        }
        other => other,
    })
}

/// Adds the rows of elements that are batches themselves. Returns the number of elements.
pub(super) fn joined(bound: &Bound, plan: &Arc<Plan>, column: &mut impl Column) -> Result<u64> {
    run(engine::start(plan, &bound.components)?, |components, number| {
        column.extend(&mut Row::element(&bound.slots, components, number))?;
        Ok(1)
    })
}

fn run(
    mut stream: Box<dyn Stream>,
    mut add: impl FnMut(&[Component<'_>], u64) -> Result<u64>,
) -> Result<u64> {
    let mut number = 0;
    loop {
        let mut added = Ok(0);
        let more = stream.next(&mut |components| added = add(components, number))?;
        number += added?;
        if !more {
            return Ok(number);
        }
    }
}

/// Adds no rows, so that a column without any knows the shape that they would have had: `[0, 3]`, as NumPy has
/// it.
pub(super) fn nothing(bound: &Bound, spec: &ElementSpec, lead: bool, column: &mut impl Column) -> Result<()> {
    let specs = spec.components();
    let shapes: Vec<Vec<usize>> = bound
        .components
        .iter()
        .map(|index| {
            let dims = specs.get(*index).and_then(|component| component.tensor.shape.dims());
            let mut shape: Vec<_> = dims.unwrap_or(&[None]).iter().map(|dim| dim.unwrap_or(0)).collect();
            narrow(&mut shape, &bound.slots, *index, usize::from(lead));
            if let Some(rows) = shape.first_mut() {
                *rows = 0;
            }
            shape
        })
        .collect();
    let components: Vec<Component<'_>> = bound
        .components
        .iter()
        .zip(&shapes)
        .map(|(index, shape)| match specs.get(*index).map(|component| component.tensor.dtype) {
            Some(DType::String) | None => Component::Strings { shape, strings: &NoStrings },
            Some(dtype) => Component::Plain { dtype, shape, bytes: &[] },
        })
        .collect();
    let mut rows = match lead {
        true => Row::batch(&bound.slots, &components, 0),
        false => Row::element(&bound.slots, &components, 0),
    };
    column.extend(&mut rows)
}

/// Fills the dimensions that the type knows better than the dataset.
fn narrow(shape: &mut [usize], slots: &[Slot], component: usize, lead: usize) {
    for slot in slots {
        if let Slot::Tensor { index, dims, .. } = slot
            && *index == component
            && let Some(dims) = dims.dims()
        {
            for (have, want) in shape.iter_mut().skip(lead).zip(dims) {
                *have = want.unwrap_or(*have);
            }
        }
    }
}

struct NoStrings;

impl StringItems for NoStrings {
    fn len(&self) -> usize {
        0
    }
    fn get(&self, _: usize) -> &[u8] {
        &[]
    }
}
