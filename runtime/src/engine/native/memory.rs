//! Arrays in memory, lent where they lie.

use std::sync::Arc;

use tfdata_spec::DType;

use super::owned::{lent_again, lent_anew};
use crate::component::{Component, StringItems};
use crate::engine::{Ask, Stream};
use crate::error::Result;
use crate::tensor::Tensor;

/// The rows of tensors.
pub(super) struct Slices {
    columns: Vec<Column>,
    rows: usize,
    at: usize,
    lent: Vec<Component<'static>>,
}

struct Column {
    tensor: Tensor,
    dtype: DType,
    /// The shape of a block: its rows, and the shape of one.
    block: Vec<usize>,
    /// Bytes, or strings, of one row.
    width: usize,
    strings: Option<StringRows>,
}

/// Some of the strings that a tensor has.
struct StringRows {
    all: Arc<dyn StringItems + Send>,
    start: usize,
    len: usize,
}

impl StringItems for StringRows {
    fn len(&self) -> usize {
        self.len
    }
    fn get(&self, index: usize) -> &[u8] {
        self.all.get(self.start + index)
    }
}

impl Column {
    fn new(tensor: &Tensor) -> Self {
        let strings = tensor.shared_strings().map(|all| StringRows { all, start: 0, len: 0 });
        let dtype = tensor.dtype();
        let items: usize = tensor.shape().iter().skip(1).product();
        let width = items * dtype.size().unwrap_or(1);
        Self { tensor: tensor.clone(), dtype, block: tensor.shape().to_vec(), width, strings }
    }

    /// Sets the view to `rows` rows from row `at` on.
    fn view(&mut self, at: usize, rows: usize) {
        if let Some(first) = self.block.first_mut() {
            *first = rows;
        }
        if let Some(strings) = &mut self.strings {
            (strings.start, strings.len) = (at * self.width, rows * self.width);
        }
    }

    /// The view: with axis 0, or as the one row that it is.
    fn component(&self, at: usize, rows: usize, axis: bool) -> Component<'_> {
        let shape = if axis { &self.block[..] } else { self.block.get(1..).unwrap_or_default() };
        match &self.strings {
            Some(strings) => Component::Strings { shape, strings },
            None => {
                let bytes = self.tensor.bytes();
                let bytes = bytes.get(at * self.width..(at + rows) * self.width).unwrap_or_default();
                Component::Plain { dtype: self.dtype, shape, bytes }
            }
        }
    }
}

impl Slices {
    /// The rows of these, of which those numbered `wanted` are lent.
    pub(super) fn new(tensors: &[Tensor], wanted: &[usize]) -> Self {
        let rows = tensors.first().and_then(|tensor| tensor.shape().first().copied()).unwrap_or(0);
        let columns = wanted.iter().filter_map(|index| tensors.get(*index)).map(Column::new).collect();
        Self { columns, rows, at: 0, lent: Vec::new() }
    }

    fn lend(&mut self, rows: usize, axis: bool, visit: &mut dyn FnMut(&[Component<'_>])) {
        let at = self.at;
        self.at += rows;
        for column in &mut self.columns {
            column.view(at, rows);
        }
        let mut components = lent_anew(std::mem::take(&mut self.lent));
        components.extend(self.columns.iter().map(|column| column.component(at, rows, axis)));
        visit(&components);
        self.lent = lent_again(components);
    }
}

impl Stream for Slices {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        if self.at == self.rows {
            return Ok(false);
        }
        self.lend(1, false, visit);
        Ok(true)
    }

    fn rows(&mut self, ask: Ask, visit: &mut dyn FnMut(&[Component<'_>], usize)) -> Result<Option<usize>> {
        let rows = ask.limit.min(self.rows - self.at);
        if rows > 0 {
            self.lend(rows, true, &mut |components| visit(components, rows));
        }
        Ok(Some(rows))
    }

    fn skip(&mut self, count: u64) -> Result<u64> {
        let left = self.rows - self.at;
        let skipped = usize::try_from(count).map_or(left, |count| count.min(left));
        self.at += skipped;
        Ok(skipped as u64)
    }
}

/// One element.
pub(super) struct Single {
    tensors: Vec<Tensor>,
    given: bool,
}

impl Single {
    /// The element of these tensors, of which those numbered `wanted` are lent.
    pub(super) fn new(tensors: &[Tensor], wanted: &[usize]) -> Self {
        Self {
            tensors: wanted.iter().filter_map(|index| tensors.get(*index)).cloned().collect(),
            given: false,
        }
    }
}

impl Stream for Single {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        if self.given {
            return Ok(false);
        }
        self.given = true;
        let components: Vec<_> = self.tensors.iter().map(Tensor::component).collect();
        visit(&components);
        Ok(true)
    }
}
