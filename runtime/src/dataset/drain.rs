//! Running a plan to its end, into a column.

use std::sync::Arc;

use tfdata_spec::{DType, Dims, ElementSpec, Slot};

use super::bound::Bound;
use crate::column::{Column, Loans};
use crate::component::{Component, RaggedParts, SparseParts, StringItems};
use crate::engine::{self, Ask, Stream};
use crate::error::{Error, Result};
use crate::plan::Plan;
use crate::row::Row;

/// Adds each element as a row. Returns the number of rows.
pub(super) fn elements(bound: &Bound, plan: &Arc<Plan>, column: &mut impl Column) -> Result<u64> {
    run(engine::start(plan, &bound.components)?, 0, |components, number| {
        column.push(&mut Row::element(&bound.slots, components, number))?;
        Ok(1)
    })
}

/// Adds the rows of batches, of up to `size`, that the engine made of the elements. Returns the number of rows.
pub(super) fn batches(bound: &Bound, plan: &Arc<Plan>, size: usize, column: &mut impl Column) -> Result<u64> {
    let mut done = 0;
    let rows = run(engine::start(plan, &bound.components)?, 0, |components, number| {
        let mut rows = Row::batch(&bound.slots, components, number);
        column.extend(&mut rows)?;
        done = number + rows.rows() as u64;
        Ok(rows.rows() as u64)
    });
    rows.map_err(|error| match error {
        // The engine counts the batches, which nobody asked for.
        Error::TensorFlow { code, message, files, .. } => {
            let last = done + (size as u64).saturating_sub(1);
            let context = format!("{}: element {done} to {last}", plan.dataset());
            Error::TensorFlow { context, code, message, files }
        }
        other => other,
    })
}

/// Adds each element, from number `first` on, as a row: many at once, where the engine has them so, else one by one.
/// Returns the number of rows.
pub(super) fn stacked(
    bound: &Bound,
    mut stream: Box<dyn Stream>,
    first: u64,
    column: &mut impl Column,
) -> Result<u64> {
    let mut number = first;
    let loans = Loans::new(&bound.slots, bound.components.len());
    if bound.ragged {
        stream.fill(&loans);
    }
    loop {
        let mut added = Ok(());
        let rows = stream.rows(Ask { limit: usize::MAX, ragged: bound.ragged }, &mut |components, _| {
            let rows = Row::batch(&bound.slots, components, number);
            added = column.extend(&mut if bound.ragged { rows.lending_to(&loans) } else { rows });
        })?;
        let rows = match rows {
            Some(rows) => rows,
            None => usize::from(stream.next(&mut |components| {
                added = column.push(&mut Row::element(&bound.slots, components, number));
            })?),
        };
        added?;
        if rows == 0 {
            return Ok(number - first);
        }
        number += rows as u64;
    }
}

/// Adds the rows of elements, from number `first` on, that are batches themselves. Returns the number of elements.
pub(super) fn joined(
    bound: &Bound,
    stream: Box<dyn Stream>,
    first: u64,
    column: &mut impl Column,
) -> Result<u64> {
    run(stream, first, |components, number| {
        column.extend(&mut Row::element(&bound.slots, components, number))?;
        Ok(1)
    })
}

/// Returns the sum of what `add` returns, which gets the numbers `first`, and what that makes with the sum so far.
fn run(
    mut stream: Box<dyn Stream>,
    first: u64,
    mut add: impl FnMut(&[Component<'_>], u64) -> Result<u64>,
) -> Result<u64> {
    let mut number = first;
    loop {
        let mut added = Ok(0);
        let more = stream.next(&mut |components| added = add(components, number))?;
        number += added?;
        if !more {
            return Ok(number - first);
        }
    }
}

/// Adds no rows, so that a column without any knows the shape that they would have had: `[0, 3]`, as NumPy has
/// it.
pub(super) fn nothing(bound: &Bound, spec: &ElementSpec, lead: bool, column: &mut impl Column) -> Result<()> {
    let specs = spec.components();
    let leaves: Vec<Option<&ElementSpec>> =
        bound.components.iter().map(|index| specs.get(*index).map(|component| &component.leaf)).collect();
    let shapes: Vec<Empty> = leaves
        .iter()
        .enumerate()
        .map(|(place, leaf)| {
            let mut empty = Empty::of(*leaf);
            narrow(&mut empty.shape, &bound.slots, place, usize::from(lead));
            if let Some(rows) = empty.shape.first_mut() {
                *rows = 0;
            }
            empty
        })
        .collect();
    let components: Vec<Component<'_>> =
        leaves.iter().zip(&shapes).map(|(leaf, empty)| empty.component(*leaf)).collect();
    let mut rows = match lead {
        true => Row::batch(&bound.slots, &components, 0),
        false => Row::element(&bound.slots, &components, 0),
    };
    column.extend(&mut rows)
}

/// The shapes of a component that has no rows.
struct Empty {
    /// Of the items.
    shape: Vec<usize>,
    /// Of the indices of a sparse tensor.
    indices: [usize; 2],
}

impl Empty {
    fn of(leaf: Option<&ElementSpec>) -> Self {
        let open = |dims: Option<&[Option<usize>]>, from: usize| -> Vec<usize> {
            dims.unwrap_or(&[None]).iter().skip(from).map(|dim| dim.unwrap_or(0)).collect()
        };
        let (shape, rank) = match leaf {
            Some(ElementSpec::Tensor(spec)) => (open(spec.shape.dims(), 0), 0),
            Some(ElementSpec::Ragged(spec)) => (open(spec.shape.dims(), spec.ragged_rank), 0),
            Some(ElementSpec::Sparse(spec)) => (vec![0], spec.shape.rank().unwrap_or(1)),
            _ => (vec![0], 0),
        };
        Self { shape, indices: [0, rank.min(Dims::MAX_RANK)] }
    }

    fn component(&self, leaf: Option<&ElementSpec>) -> Component<'_> {
        const ZEROS: [u8; 8 * Dims::MAX_RANK] = [0; 8 * Dims::MAX_RANK];
        let dense = |dtype, shape| match dtype {
            DType::String => Component::Strings { shape, strings: &NoStrings },
            dtype => Component::Plain { dtype, shape, bytes: &[] },
        };
        let integers = |shape, bytes| Component::Plain { dtype: DType::I64, shape, bytes };
        match leaf {
            Some(ElementSpec::Ragged(spec)) => {
                let splits = vec![integers(&[1], &ZEROS[..8]); spec.ragged_rank];
                let values = dense(spec.dtype, &self.shape);
                Component::Ragged(Box::new(RaggedParts { row_splits: splits, values }))
            }
            Some(ElementSpec::Sparse(spec)) => {
                let [_, rank] = &self.indices;
                Component::Sparse(Box::new(SparseParts {
                    indices: integers(&self.indices, &[]),
                    values: dense(spec.dtype, &self.shape),
                    dense_shape: integers(std::slice::from_ref(rank), &ZEROS[..8 * rank]),
                }))
            }
            Some(ElementSpec::Optional(_)) => Component::Optional(None),
            Some(ElementSpec::Dataset(_)) => Component::Dataset(Vec::new()),
            Some(ElementSpec::Tensor(spec)) => dense(spec.dtype, &self.shape),
            _ => dense(DType::String, &self.shape),
        }
    }
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
