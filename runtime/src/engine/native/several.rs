//! Several streams as one.

use std::sync::Arc;

use tfdata_spec::DType;

use super::build::Setup;
use super::owned::{lent_again, lent_anew};
use super::{Boxed, build};
use crate::component::Component;
use crate::engine::{Ask, Stream};
use crate::error::Result;
use crate::plan::Plan;

/// An element of one and an element of the other.
pub(super) struct Zip {
    first: Boxed,
    second: Boxed,
    lent: Vec<Component<'static>>,
}

impl Zip {
    pub(super) fn new(first: Boxed, second: Boxed) -> Self {
        Self { first, second, lent: Vec::new() }
    }
}

impl Stream for Zip {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        let Self { first, second, lent } = self;
        let mut both = Ok(false);
        first.next(&mut |ours| {
            both = second.next(&mut |theirs| {
                let mut all = lent_anew(std::mem::take(lent));
                all.extend(ours.iter().cloned());
                all.extend(theirs.iter().cloned());
                visit(&all);
                *lent = lent_again(all);
            });
        })?;
        both
    }

    fn skip(&mut self, count: u64) -> Result<u64> {
        let skipped = self.first.skip(count)?;
        self.second.skip(skipped)
    }
}

/// Each element with its number.
pub(super) struct Enumerate {
    input: Boxed,
    next: i64,
    /// Whether the numbers are wanted.
    wanted: bool,
    numbers: Vec<i64>,
    lent: Vec<Component<'static>>,
}

impl Enumerate {
    pub(super) fn new(input: Boxed, start: i64, wanted: bool) -> Self {
        Self { input, next: start, wanted, numbers: Vec::new(), lent: Vec::new() }
    }

    /// How many numbers are left.
    fn left(&self) -> u64 {
        i64::MAX.abs_diff(self.next)
    }
}

impl Stream for Enumerate {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        if self.left() == 0 {
            return Ok(false);
        }
        let Self { input, next, wanted, lent, .. } = self;
        let bytes = next.to_ne_bytes();
        let more = input.next(&mut |components| {
            let mut all = lent_anew(std::mem::take(lent));
            if *wanted {
                all.push(Component::Plain { dtype: DType::I64, shape: &[], bytes: &bytes });
            }
            all.extend(components.iter().cloned());
            visit(&all);
            *lent = lent_again(all);
        })?;
        *next += i64::from(more);
        Ok(more)
    }

    fn rows(&mut self, ask: Ask, visit: &mut dyn FnMut(&[Component<'_>], usize)) -> Result<Option<usize>> {
        let ask = ask.at_most(self.left());
        if ask.limit == 0 {
            return Ok(Some(0));
        }
        let Self { input, next, wanted, numbers, lent } = self;
        let rows = input.rows(ask, &mut |components, rows| {
            let shape = [rows];
            let mut all = lent_anew(std::mem::take(lent));
            if *wanted {
                numbers.clear();
                numbers.extend((*next..).take(rows));
                let bytes = bytemuck::cast_slice(numbers);
                all.push(Component::Plain { dtype: DType::I64, shape: &shape, bytes });
            }
            all.extend(components.iter().cloned());
            visit(&all, rows);
            *lent = lent_again(all);
        })?;
        *next += rows.unwrap_or(0) as i64;
        Ok(rows)
    }

    fn skip(&mut self, count: u64) -> Result<u64> {
        let skipped = self.input.skip(count.min(self.left()))?;
        self.next += skipped as i64;
        Ok(skipped)
    }
}

/// The elements of one, then those of the other.
pub(super) struct Concatenate {
    current: Boxed,
    next: Option<(Arc<Plan>, Vec<usize>, Setup)>,
}

impl Concatenate {
    pub(super) fn new(first: Boxed, next: &Arc<Plan>, wanted: &[usize], setup: Setup) -> Self {
        Self { current: first, next: Some((next.clone(), wanted.to_vec(), setup)) }
    }

    /// Goes on to the other one, once.
    fn go_on(&mut self) -> Result<bool> {
        let Some((plan, wanted, setup)) = self.next.take() else { return Ok(false) };
        self.current = build::sorted(&plan, &wanted, setup)?;
        Ok(true)
    }
}

impl Stream for Concatenate {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        loop {
            if self.current.next(visit)? {
                return Ok(true);
            }
            if !self.go_on()? {
                return Ok(false);
            }
        }
    }

    fn rows(&mut self, ask: Ask, visit: &mut dyn FnMut(&[Component<'_>], usize)) -> Result<Option<usize>> {
        loop {
            match self.current.rows(ask, visit)? {
                Some(0) if self.go_on()? => {}
                rows => return Ok(rows),
            }
        }
    }
}
