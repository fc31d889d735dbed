use super::Boxed;
use super::owned::{lent_again, lent_anew};
use super::stacked::{Problem, Stacked};
use crate::component::Component;
use crate::engine::{Ask, Stream};
use crate::error::{Error, Result};

/// Batches of the input's elements.
pub(super) struct Batch {
    input: Boxed,
    size: usize,
    drop_remainder: bool,
    /// Of the components.
    paths: Vec<String>,
    columns: Vec<Stacked>,
    /// The number of the next element.
    number: u64,
    /// Of the batch that is being filled, where its remainder is dropped: rows that differ in shape matter only in a batch
    /// that becomes whole, as in TensorFlow.
    unequal: Option<Error>,
    lent: Vec<Component<'static>>,
}

impl Batch {
    pub(super) fn new(input: Boxed, size: usize, drop_remainder: bool, paths: Vec<String>) -> Self {
        let columns = paths.iter().map(|_| Stacked::default()).collect();
        Self { input, size, drop_remainder, paths, columns, number: 0, unequal: None, lent: Vec::new() }
    }

    /// Adds the next elements, up to `limit`; 0 at the end. A whole batch that the input can lend goes to `visit`.
    fn fill(&mut self, limit: usize, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<usize> {
        let Self { input, columns, paths, number, size, .. } = self;
        let mut added = Ok(());
        let whole = limit == *size;
        let rows = input.rows(Ask { limit, ragged: false }, &mut |components, rows| {
            if whole && rows == *size {
                visit(components);
                return;
            }
            for (place, (column, component)) in columns.iter_mut().zip(components).enumerate() {
                if added.is_ok() {
                    added = column
                        .extend(component, rows)
                        .map_err(|problem| error(problem, paths, place, *number));
                }
            }
        })?;
        if let Some(rows) = rows {
            *number += rows as u64;
            self.defer(added)?;
            return Ok(rows);
        }
        let more = input.next(&mut |components| added = push(columns, components, paths, *number))?;
        if more {
            *number += 1;
            if *size == 1 && added.is_ok() {
                Self::lend(&mut self.lent, columns, visit);
            }
        }
        self.defer(added)?;
        Ok(usize::from(more))
    }

    /// Keeps an error that matters only once the batch is whole.
    fn defer(&mut self, added: Result<()>) -> Result<()> {
        match added {
            Err(error @ Error::Unequal { .. }) if self.drop_remainder => {
                self.unequal.get_or_insert(error);
                Ok(())
            }
            added => added,
        }
    }

    fn lend(
        lent: &mut Vec<Component<'static>>,
        columns: &[Stacked],
        visit: &mut dyn FnMut(&[Component<'_>]),
    ) {
        let mut components = lent_anew(std::mem::take(lent));
        components.extend(columns.iter().map(Stacked::component));
        visit(&components);
        *lent = lent_again(components);
    }
}

/// Adds an element as the next row of the columns, whose paths these are.
pub(super) fn push(
    columns: &mut [Stacked],
    components: &[Component<'_>],
    paths: &[String],
    number: u64,
) -> Result<()> {
    for (place, (column, component)) in columns.iter_mut().zip(components).enumerate() {
        column.push(component).map_err(|problem| error(problem, paths, place, number))?;
    }
    Ok(())
}

fn error(problem: Problem, paths: &[String], place: usize, element: u64) -> Error {
    match problem {
        Problem::Unequal((first, got)) => {
            let path = paths.get(place).cloned().unwrap_or_default();
            Error::Unequal { path, element, first, got }
        }
        Problem::Other(error) => error,
    }
}

impl Stream for Batch {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        self.columns.iter_mut().for_each(Stacked::clear);
        self.unequal = None;
        let mut rows = 0;
        while rows < self.size {
            let added = self.fill(self.size - rows, visit)?;
            if added == self.size {
                return Ok(true);
            }
            if added == 0 {
                break;
            }
            rows += added;
        }
        if rows == 0 || (rows < self.size && self.drop_remainder) {
            return Ok(false);
        }
        if let Some(error) = self.unequal.take() {
            return Err(error);
        }
        Self::lend(&mut self.lent, &self.columns, visit);
        Ok(true)
    }

    fn skip(&mut self, count: u64) -> Result<u64> {
        // Shapes are still compared where they can differ.
        let mut skipped = 0;
        while skipped < count && self.next(&mut |_| ())? {
            skipped += 1;
        }
        Ok(skipped)
    }
}
