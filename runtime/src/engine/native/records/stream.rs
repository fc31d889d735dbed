use super::chunk::Chunk;
use super::chunks::Chunks;
use super::rows::Rows;
use super::{Decode, Files};
use crate::column::Loans;
use crate::component::Component;
use crate::engine::{Ask, Stream};
use crate::error::Result;

/// Of a compressed file, so many bytes of content for each of its own are expected at most.
const MOST_EXPANDED: u64 = 32;

/// The records of files, decoded.
pub(in crate::engine::native) struct Records {
    dataset: String,
    chunks: Chunks,
    rows: Rows,
    chunk: Chunk,
    /// The next row of the chunk.
    at: usize,
    /// The number of the next element.
    number: u64,
    /// Where those lend memory who want many rows at once.
    loans: Option<Loans>,
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
        Self { dataset, chunks, rows: Rows::new(wanted), chunk, at: 0, number: 0, loans: None }
    }

    /// Makes sure that there is a row to lend, of `limit` that are wanted at once; `false` at the end.
    #[inline]
    fn fill_up(&mut self, limit: usize) -> Result<bool> {
        if self.at < self.chunk.rows {
            return Ok(true);
        }
        self.next_chunk(limit)
    }

    fn next_chunk(&mut self, limit: usize) -> Result<bool> {
        while self.at == self.chunk.rows {
            if let Some(damage) = self.chunk.error.take() {
                self.chunks.end();
                return Err(damage.at(&self.dataset, self.number));
            }
            self.at = 0;
            if !self.chunks.next(&mut self.chunk, self.loans.is_some()) {
                return Ok(false);
            }
            if self.chunk.is_to_be_decoded() {
                // Only if all of them are lent at once, nothing of what was added there is still to be lent.
                let all = self.chunk.records() <= limit;
                let into = self.loans.as_ref().filter(|_| all).map(|loans| (loans, self.rows.wanted()));
                self.chunks.decode(&mut self.chunk, into);
            }
        }
        Ok(true)
    }

    /// That so many rows were lent.
    #[inline]
    fn passed(&mut self, count: usize) {
        self.at += count;
        self.number += count as u64;
    }
}

impl Stream for Records {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        if !self.fill_up(1)? {
            return Ok(false);
        }
        self.rows.one(&self.chunk, self.at, visit);
        self.passed(1);
        Ok(true)
    }

    fn estimate(&mut self) -> Option<u64> {
        if self.number > 0 || self.chunk.rows > 0 {
            return None;
        }
        let bytes = self.chunks.bytes()?;
        // What is wrong with it, if anything is, is told when its rows are asked for.
        self.chunks.next(&mut self.chunk, false);
        let (rows, content) = (self.chunk.rows as u64, self.chunk.read_bytes() as u64);
        let read = self.chunks.used(content)?;
        // What is compressed far more than other data is hardly so to its end.
        if rows == 0 || read == 0 || content / read > MOST_EXPANDED {
            return None;
        }
        // A little more, since records differ.
        let about = u128::from(bytes) * u128::from(rows) / u128::from(read);
        u64::try_from(about + about / 64 + 16).ok()
    }

    fn fill(&mut self, loans: &Loans) {
        self.loans = Some(loans.clone());
    }

    fn rows(&mut self, ask: Ask, visit: &mut dyn FnMut(&[Component<'_>], usize)) -> Result<Option<usize>> {
        if ask.limit == 0 || !self.fill_up(if ask.ragged { ask.limit } else { 0 })? {
            return Ok(Some(0));
        }
        let rows = ask.limit.min(self.chunk.rows - self.at);
        let lent = self.rows.many(&self.chunk, self.at..self.at + rows, ask.ragged, &mut |components| {
            visit(components, rows);
        });
        if !lent {
            return Ok(None);
        }
        self.passed(rows);
        Ok(Some(rows))
    }

    fn skip(&mut self, count: u64) -> Result<u64> {
        let mut skipped = 0;
        while skipped < count && self.fill_up(0)? {
            let left = self.chunk.rows - self.at;
            let rows = usize::try_from(count - skipped).map_or(left, |count| count.min(left));
            self.at += rows;
            self.number += rows as u64;
            skipped += rows as u64;
        }
        Ok(skipped)
    }
}
