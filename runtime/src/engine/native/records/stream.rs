use smallvec::SmallVec;

use super::chunk::Chunk;
use super::chunks::Chunks;
use super::files::damaged;
use super::strings::Lent;
use super::view::View;
use super::{Decode, Files};
use crate::component::Component;
use crate::engine::native::owned::{lent_again, lent_anew};
use crate::engine::{Ask, Stream};
use crate::error::Result;

/// The records of files, decoded.
pub(in crate::engine::native) struct Records {
    dataset: String,
    chunks: Chunks,
    wanted: Vec<usize>,
    /// What is lent of each.
    views: Vec<View>,
    chunk: Chunk,
    /// The next row of the chunk.
    at: usize,
    /// The number of the next element.
    number: u64,
    lent: Vec<Component<'static>>,
}

impl Records {
    /// Lends the components numbered `wanted` of what `decoder` makes of each record, on so many threads; `dataset`
    /// names it all in errors.
    pub(in crate::engine::native) fn new(
        dataset: String,
        files: Files,
        decoder: Box<dyn Decode>,
        wanted: &[usize],
        threads: usize,
    ) -> Self {
        let chunks = Chunks::new(files, decoder, threads);
        let chunk = chunks.empty();
        let (wanted, views) = (wanted.to_vec(), wanted.iter().map(|_| View::default()).collect());
        Self { dataset, chunks, wanted, views, chunk, at: 0, number: 0, lent: Vec::new() }
    }

    /// Makes sure that there is a row to lend; `false` at the end.
    #[inline]
    fn fill(&mut self) -> Result<bool> {
        if self.at < self.chunk.rows {
            return Ok(true);
        }
        self.next_chunk()
    }

    fn next_chunk(&mut self) -> Result<bool> {
        while self.at == self.chunk.rows {
            if let Some(reason) = self.chunk.error.take() {
                self.chunks.end();
                return Err(damaged(&self.dataset, self.number, reason));
            }
            self.at = 0;
            if !self.chunks.next(&mut self.chunk) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Lends what the views were set to.
    fn lend(&mut self, count: usize, visit: &mut dyn FnMut(&[Component<'_>])) {
        let Self { chunk, wanted, views, .. } = self;
        let columns = || {
            let columns = wanted.iter().filter_map(|index| chunk.columns.get(*index));
            views.iter().zip(columns)
        };
        let strings: SmallVec<[Option<Lent<'_>>; 8]> =
            columns().map(|(view, column)| view.strings(column, chunk.bytes())).collect();
        let mut components = lent_anew(std::mem::take(&mut self.lent));
        components.extend(
            columns().zip(&strings).map(|((view, column), strings)| view.component(column, strings.as_ref())),
        );
        visit(&components);
        self.lent = lent_again(components);
        self.at += count;
        self.number += count as u64;
    }
}

impl Stream for Records {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        if !self.fill()? {
            return Ok(false);
        }
        for (view, index) in self.views.iter_mut().zip(&self.wanted) {
            if let Some(column) = self.chunk.columns.get(*index) {
                view.one(column, self.at);
            }
        }
        self.lend(1, visit);
        Ok(true)
    }

    fn estimate(&mut self) -> Option<u64> {
        if self.number > 0 || self.chunk.rows > 0 {
            return None;
        }
        let bytes = self.chunks.bytes()?;
        // What is wrong with it, if anything is, is told when its rows are asked for.
        self.chunks.next(&mut self.chunk);
        let (rows, read) = (self.chunk.rows as u64, self.chunk.read_bytes() as u64);
        if rows == 0 || read == 0 {
            return None;
        }
        // A little more, since records differ.
        let about = u128::from(bytes) * u128::from(rows) / u128::from(read);
        u64::try_from(about + about / 64 + 16).ok()
    }

    fn rows(&mut self, ask: Ask, visit: &mut dyn FnMut(&[Component<'_>], usize)) -> Result<Option<usize>> {
        if ask.limit == 0 || !self.fill()? {
            return Ok(Some(0));
        }
        let rows = ask.limit.min(self.chunk.rows - self.at);
        for (view, index) in self.views.iter_mut().zip(&self.wanted) {
            if let Some(column) = self.chunk.columns.get(*index)
                && !view.many(column, self.at, rows, ask.ragged)
            {
                return Ok(None);
            }
        }
        self.lend(rows, &mut |components| visit(components, rows));
        Ok(Some(rows))
    }

    fn skip(&mut self, count: u64) -> Result<u64> {
        let mut skipped = 0;
        while skipped < count && self.fill()? {
            let left = self.chunk.rows - self.at;
            let rows = usize::try_from(count - skipped).map_or(left, |count| count.min(left));
            self.at += rows;
            self.number += rows as u64;
            skipped += rows as u64;
        }
        Ok(skipped)
    }
}
