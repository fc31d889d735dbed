//! Transformations that leave elements as they are: fewer of them, or the same again.

use std::sync::Arc;

use super::build::Setup;
use super::{Boxed, build};
use crate::column::Loans;
use crate::component::Component;
use crate::engine::{Ask, Stream};
use crate::error::{Error, Result};
use crate::plan::Plan;

/// No elements.
pub(super) struct Nothing;

impl Stream for Nothing {
    fn next(&mut self, _visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        Ok(false)
    }
}

/// The first elements.
pub(super) struct Take {
    pub(super) input: Boxed,
    pub(super) left: u64,
}

impl Stream for Take {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        if self.left == 0 || !self.input.next(visit)? {
            return Ok(false);
        }
        self.left -= 1;
        Ok(true)
    }

    fn fill(&mut self, loans: &Loans) {
        self.input.fill(loans);
    }

    fn rows(&mut self, ask: Ask, visit: &mut dyn FnMut(&[Component<'_>], usize)) -> Result<Option<usize>> {
        if self.left == 0 {
            return Ok(Some(0));
        }
        let rows = self.input.rows(ask.at_most(self.left), visit)?;
        self.left -= rows.unwrap_or(0) as u64;
        Ok(rows)
    }

    fn skip(&mut self, count: u64) -> Result<u64> {
        let skipped = self.input.skip(count.min(self.left))?;
        self.left -= skipped;
        Ok(skipped)
    }
}

/// All but the first elements.
pub(super) struct Skip {
    pub(super) input: Boxed,
    /// Those still to be passed over.
    pub(super) count: u64,
}

impl Skip {
    fn begin(&mut self) -> Result<()> {
        let count = std::mem::take(&mut self.count);
        if count > 0 {
            self.input.skip(count)?;
        }
        Ok(())
    }
}

impl Stream for Skip {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        self.begin()?;
        self.input.next(visit)
    }

    fn fill(&mut self, loans: &Loans) {
        self.input.fill(loans);
    }

    fn rows(&mut self, ask: Ask, visit: &mut dyn FnMut(&[Component<'_>], usize)) -> Result<Option<usize>> {
        self.begin()?;
        self.input.rows(ask, visit)
    }

    fn skip(&mut self, count: u64) -> Result<u64> {
        self.begin()?;
        self.input.skip(count)
    }
}

/// Every `count`-th element.
pub(super) struct Shard {
    pub(super) input: Boxed,
    pub(super) count: u64,
    /// Those to pass over before the next one.
    pub(super) before: u64,
}

impl Stream for Shard {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        if self.before > 0 && self.input.skip(self.before)? < self.before {
            return Ok(false);
        }
        self.before = self.count - 1;
        self.input.next(visit)
    }
}

/// The elements several times over.
pub(super) struct Repeat {
    input: Arc<Plan>,
    wanted: Vec<usize>,
    setup: Setup,
    stream: Option<Boxed>,
    /// How many times it is still to begin; for ever if it is `None`.
    left: Option<usize>,
    /// Whether the time that runs has given anything.
    any: bool,
    /// Whether it begins once more behind the last time, to no end but that shuffles in it draw their seeds. So it is in
    /// TensorFlow.
    begins_again: bool,
}

impl Repeat {
    /// The first time begins now, as in TensorFlow: it matters where shuffles in it draw their seeds.
    pub(super) fn new(
        input: &Arc<Plan>,
        count: Option<usize>,
        wanted: &[usize],
        setup: Setup,
    ) -> Result<Self> {
        let (input, wanted) = (input.clone(), wanted.to_vec());
        let begins_again = count.is_some() && input.has_seeds();
        let mut repeat = Self { input, wanted, setup, stream: None, left: count, any: true, begins_again };
        repeat.stream()?;
        Ok(repeat)
    }

    /// The stream that runs, or the next one; `None` at the end.
    fn stream(&mut self) -> Result<Option<&mut Boxed>> {
        if self.stream.is_none() {
            match &mut self.left {
                Some(0) => {
                    if std::mem::take(&mut self.begins_again) {
                        build::sorted(&self.input, &self.wanted, self.setup)?;
                    }
                    return Ok(None);
                }
                Some(left) => *left -= 1,
                // What is empty once is empty for ever.
                None if !self.any => return Ok(None),
                None => {}
            }
            self.any = false;
            self.stream = Some(build::sorted(&self.input, &self.wanted, self.setup)?);
        }
        Ok(self.stream.as_mut())
    }
}

impl Stream for Repeat {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        while let Some(stream) = self.stream()? {
            if stream.next(visit)? {
                self.any = true;
                return Ok(true);
            }
            self.stream = None;
        }
        Ok(false)
    }

    fn rows(&mut self, ask: Ask, visit: &mut dyn FnMut(&[Component<'_>], usize)) -> Result<Option<usize>> {
        while let Some(stream) = self.stream()? {
            match stream.rows(ask, visit)? {
                Some(0) => self.stream = None,
                rows => {
                    self.any |= rows.is_some();
                    return Ok(rows);
                }
            }
        }
        Ok(Some(0))
    }
}

/// Elements that are promised to be so many.
pub(super) struct Counted {
    pub(super) input: Boxed,
    pub(super) dataset: String,
    pub(super) expected: u64,
    pub(super) got: u64,
}

impl Stream for Counted {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        let Self { input, dataset, expected, got } = self;
        let mut beyond = false;
        let more = input.next(&mut |components| {
            beyond = *got == *expected;
            if !beyond {
                visit(components);
            }
        })?;
        *got += u64::from(more);
        if beyond || (!more && got != expected) {
            return Err(Error::Truncated { dataset: dataset.clone(), expected: *expected, got: *got });
        }
        Ok(more)
    }
}
