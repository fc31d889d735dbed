use tfdata_spec::DType;

use crate::component::Component;
use crate::engine::{Ask, Stream};
use crate::error::Result;

/// At most so many numbers are lent at once.
const BLOCK: usize = 8192;

/// Numbers in steps of one size.
pub(super) struct Range {
    next: i64,
    step: i64,
    left: u64,
    /// Whether the numbers are wanted.
    wanted: bool,
    block: Vec<i64>,
}

/// How many numbers there are from `start` up to, not including, `stop`.
pub(super) fn len(start: i64, stop: i64, step: i64) -> u64 {
    let (from, to) = if step > 0 { (start, stop) } else { (stop, start) };
    if from >= to || step == 0 {
        return 0;
    }
    to.abs_diff(from).div_ceil(step.unsigned_abs())
}

impl Range {
    pub(super) fn new(start: i64, stop: i64, step: i64, wanted: bool) -> Self {
        Self { next: start, step, left: len(start, stop, step), wanted, block: Vec::new() }
    }

    fn advance(&mut self, count: u64) {
        self.left -= count;
        self.next = self.next.wrapping_add(self.step.wrapping_mul(count.cast_signed()));
    }
}

impl Stream for Range {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        if self.left == 0 {
            return Ok(false);
        }
        let bytes = self.next.to_ne_bytes();
        self.advance(1);
        let component = Component::Plain { dtype: DType::I64, shape: &[], bytes: &bytes };
        visit(if self.wanted { std::slice::from_ref(&component) } else { &[] });
        Ok(true)
    }

    fn rows(&mut self, ask: Ask, visit: &mut dyn FnMut(&[Component<'_>], usize)) -> Result<Option<usize>> {
        let rows = self.left.min(ask.limit.min(BLOCK) as u64);
        let (first, step) = (self.next, self.step);
        self.block.clear();
        self.block.extend((0..rows).map(|row| first.wrapping_add(step.wrapping_mul(row.cast_signed()))));
        self.advance(rows);
        let rows = self.block.len();
        if rows > 0 {
            let bytes = bytemuck::cast_slice(&self.block);
            let component = Component::Plain { dtype: DType::I64, shape: &[rows], bytes };
            visit(if self.wanted { std::slice::from_ref(&component) } else { &[] }, rows);
        }
        Ok(Some(rows))
    }

    fn skip(&mut self, count: u64) -> Result<u64> {
        let count = count.min(self.left);
        self.advance(count);
        Ok(count)
    }
}
