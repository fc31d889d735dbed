use std::ops::Range;

use smallvec::SmallVec;

use super::chunk::Chunk;
use super::strings::Lent;
use super::view::View;
use crate::component::Component;
use crate::engine::native::owned::{lent_again, lent_anew};

/// Lends rows of chunks: those of their columns that are wanted.
pub(super) struct Rows {
    wanted: Vec<usize>,
    /// What is lent of each.
    views: Vec<View>,
    lent: Vec<Component<'static>>,
}

impl Rows {
    /// Lends the columns with these numbers.
    pub(super) fn new(wanted: &[usize]) -> Self {
        let views = wanted.iter().map(|_| View::default()).collect();
        Self { wanted: wanted.to_vec(), views, lent: Vec::new() }
    }

    /// The numbers of the columns.
    pub(super) fn wanted(&self) -> &[usize] {
        &self.wanted
    }

    /// Lends one row.
    pub(super) fn one(&mut self, chunk: &Chunk, row: usize, visit: &mut dyn FnMut(&[Component<'_>])) {
        for (view, index) in self.views.iter_mut().zip(&self.wanted) {
            if let Some(column) = chunk.columns.get(*index) {
                view.one(column, row);
            }
        }
        self.lend(chunk, visit);
    }

    /// Lends several rows, along a new axis; `false` if they can't be lent so.
    pub(super) fn many(
        &mut self,
        chunk: &Chunk,
        rows: Range<usize>,
        ragged: bool,
        visit: &mut dyn FnMut(&[Component<'_>]),
    ) -> bool {
        for (view, index) in self.views.iter_mut().zip(&self.wanted) {
            if let Some(column) = chunk.columns.get(*index)
                && !view.many(column, rows.start, rows.len(), ragged)
            {
                return false;
            }
        }
        self.lend(chunk, visit);
        true
    }

    /// Lends what the views were set to.
    fn lend(&mut self, chunk: &Chunk, visit: &mut dyn FnMut(&[Component<'_>])) {
        let Self { wanted, views, lent } = self;
        let columns = || {
            let columns = wanted.iter().filter_map(|index| chunk.columns.get(*index));
            views.iter().zip(columns)
        };
        let strings: SmallVec<[Option<Lent<'_>>; 8]> =
            columns().map(|(view, column)| view.strings(column, chunk.bytes())).collect();
        let mut components = lent_anew(std::mem::take(lent));
        components.extend(
            columns().zip(&strings).map(|((view, column), strings)| view.component(column, strings.as_ref())),
        );
        visit(&components);
        *lent = lent_again(components);
    }
}
