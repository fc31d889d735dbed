use super::{Decode, Files, Records};
use crate::component::Component;
use crate::engine::{Ask, Stream};
use crate::error::{Error, Result};
use crate::plan::{FileSource, Interleave};

/// The records of several files: some from each of the first few in turn, and from the next file where one ends, in
/// TensorFlow's order (`interleave`).
pub(in crate::engine::native) struct InTurn {
    dataset: String,
    decoder: Box<dyn Decode>,
    wanted: Vec<usize>,
    /// On how many threads the files are read.
    threads: usize,
    waiting: std::vec::IntoIter<Files>,
    open: Vec<Option<Records>>,
    /// Whose turn it is.
    turn: usize,
    /// How many records are taken in a turn.
    block_length: usize,
    /// How many are left to be taken in this one.
    left: usize,
    /// The number of the next record.
    number: u64,
}

impl InTurn {
    /// Lends the components numbered `wanted` of what `decoder` makes of each record, on so many threads.
    pub(in crate::engine::native) fn new(
        source: &FileSource,
        how: Interleave,
        decoder: Box<dyn Decode>,
        wanted: &[usize],
        threads: usize,
    ) -> Self {
        let files = source.files.iter().map(|file| Files::some(source, std::slice::from_ref(file)));
        let files: Vec<Files> = files.collect();
        let places = how.cycle_length.clamp(1, files.len().max(1));
        Self {
            dataset: source.pattern.clone(),
            decoder,
            wanted: wanted.to_vec(),
            threads,
            open: (0..places).map(|_| None).collect(),
            waiting: files.into_iter(),
            turn: 0,
            block_length: how.block_length,
            left: how.block_length,
            number: 0,
        }
    }

    /// Opens the next file, for the place whose turn it is.
    fn next_file(&mut self) -> Option<Records> {
        let files = self.waiting.next()?;
        // Threads beside that of the caller are shared out among the places.
        let (helpers, places) = (self.threads.saturating_sub(1), self.open.len());
        let threads = 1 + helpers / places + usize::from(self.turn < helpers % places);
        Some(Records::new(self.dataset.clone(), files, self.decoder.fork(), &self.wanted, threads))
    }

    fn next_turn(&mut self) {
        self.turn = (self.turn + 1) % self.open.len();
        self.left = self.block_length;
    }

    /// Takes records of the file whose turn it is, with `take`, which gets how many they may be, and returns how many
    /// they were: 0 at its end. Returns that too, 0 at the end of all; `None` if `take` does.
    fn take(
        &mut self,
        mut take: impl FnMut(&mut Records, usize) -> Result<Option<usize>>,
    ) -> Result<Option<usize>> {
        let mut empty = 0;
        while empty < self.open.len() {
            if self.open[self.turn].is_none() {
                self.open[self.turn] = self.next_file();
            }
            let Some(file) = &mut self.open[self.turn] else {
                self.next_turn();
                empty += 1;
                continue;
            };
            let taken = take(file, self.left).map_err(|error| at(error, self.number))?;
            let Some(records) = taken else { return Ok(None) };
            if records > 0 {
                self.number += records as u64;
                self.left -= records;
                if self.left == 0 {
                    self.next_turn();
                }
                return Ok(taken);
            }
            self.open[self.turn] = None;
            self.next_turn();
            empty = 0;
        }
        Ok(Some(0))
    }
}

impl Stream for InTurn {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        let taken = self.take(|file, _| Ok(Some(usize::from(file.next(visit)?))))?;
        Ok(taken == Some(1))
    }

    fn rows(&mut self, ask: Ask, visit: &mut dyn FnMut(&[Component<'_>], usize)) -> Result<Option<usize>> {
        match (ask.limit, self.block_length) {
            (0, _) => Ok(Some(0)),
            // Many at once are no more than one.
            (_, 1) => Ok(None),
            _ => self.take(|file, left| file.rows(ask.at_most(left as u64), visit)),
        }
    }

    fn skip(&mut self, count: u64) -> Result<u64> {
        let mut skipped = 0;
        while skipped < count {
            let wanted = count - skipped;
            let some = self.take(|file, left| Ok(Some(file.skip(wanted.min(left as u64))? as usize)))?;
            match some {
                None | Some(0) => break,
                Some(some) => skipped += some as u64,
            }
        }
        Ok(skipped)
    }
}

/// The error with the number of the element among those of all files.
fn at(error: Error, number: u64) -> Error {
    match error {
        Error::Damaged { dataset, place, reason, .. } => {
            Error::Damaged { dataset, element: number, place, reason }
        }
        other => other,
    }
}
