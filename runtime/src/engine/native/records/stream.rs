use smallvec::SmallVec;

use super::chunk::Chunk;
use super::column::Lent;
use super::files::damaged;
use super::{Decode, Files};
use crate::component::Component;
use crate::engine::Stream;
use crate::engine::native::owned::{lent_again, lent_anew};
use crate::error::Result;

/// The records of files, decoded.
pub(in crate::engine::native) struct Records {
    dataset: String,
    files: Files,
    decoder: Box<dyn Decode>,
    wanted: Vec<usize>,
    chunk: Chunk,
    /// The next row of the chunk.
    at: usize,
    /// The number of the next element.
    number: u64,
    lent: Vec<Component<'static>>,
}

impl Records {
    /// Lends the components numbered `wanted` of what `decoder` makes of each record; `dataset` names it all in errors.
    pub(in crate::engine::native) fn new(
        dataset: String,
        files: Files,
        decoder: Box<dyn Decode>,
        wanted: &[usize],
    ) -> Self {
        let chunk = Chunk::new(&*decoder);
        let wanted = wanted.to_vec();
        Self { dataset, files, decoder, wanted, chunk, at: 0, number: 0, lent: Vec::new() }
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
                self.files.end();
                return Err(damaged(&self.dataset, self.number, reason));
            }
            self.at = 0;
            if !self.chunk.read(&mut self.files) {
                self.chunk.rows = 0;
                return Ok(false);
            }
            self.chunk.decode(&mut *self.decoder);
        }
        Ok(true)
    }

    /// Lends the next row, or several along a new axis; nothing, and `false`, if these can't be one array.
    fn lend(&mut self, rows: Option<usize>, visit: &mut dyn FnMut(&[Component<'_>])) -> bool {
        let (at, count) = (self.at, rows.unwrap_or(1));
        for index in &self.wanted {
            if let Some(column) = self.chunk.columns.get_mut(*index)
                && !column.choose(at, rows)
            {
                return false;
            }
        }
        let chunk = &self.chunk;
        let columns = || self.wanted.iter().filter_map(|index| chunk.columns.get(*index));
        let strings: SmallVec<[Option<Lent<'_>>; 8]> =
            columns().map(|column| column.strings(at, count, chunk.bytes())).collect();
        let mut components = lent_anew(std::mem::take(&mut self.lent));
        components.extend(columns().zip(&strings).map(|(column, strings)| {
            let shape = column.lent_shape();
            match strings {
                Some(strings) => Component::Strings { shape, strings },
                None => {
                    let (dtype, bytes) = column.plain(at, count);
                    Component::Plain { dtype, shape, bytes }
                }
            }
        }));
        visit(&components);
        self.lent = lent_again(components);
        self.at += count;
        self.number += count as u64;
        true
    }
}

impl Stream for Records {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        if !self.fill()? {
            return Ok(false);
        }
        self.lend(None, visit);
        Ok(true)
    }

    fn rows(
        &mut self,
        limit: usize,
        visit: &mut dyn FnMut(&[Component<'_>], usize),
    ) -> Result<Option<usize>> {
        if limit == 0 || !self.fill()? {
            return Ok(Some(0));
        }
        let rows = limit.min(self.chunk.rows - self.at);
        let lent = self.lend(Some(rows), &mut |components| visit(components, rows));
        Ok(lent.then_some(rows))
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
