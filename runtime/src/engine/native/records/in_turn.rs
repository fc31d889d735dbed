use super::Records;
use crate::component::Component;
use crate::engine::Stream;
use crate::error::{Error, Result};

/// The records of several files: one from each of the first few in turn, and from the next file where one ends, in
/// TensorFlow's order (`interleave`).
pub(in crate::engine::native) struct InTurn {
    waiting: std::vec::IntoIter<Records>,
    open: Vec<Option<Records>>,
    turn: usize,
    number: u64,
}

impl InTurn {
    pub(in crate::engine::native) fn new(files: impl Iterator<Item = Records>, cycle_length: usize) -> Self {
        let files: Vec<Records> = files.collect();
        let open = (0..cycle_length.clamp(1, files.len().max(1))).map(|_| None).collect();
        Self { waiting: files.into_iter(), open, turn: 0, number: 0 }
    }
}

impl Stream for InTurn {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        let (mut empty, places) = (0, self.open.len());
        while empty < places {
            let Some(place) = self.open.get_mut(self.turn) else { break };
            match place {
                Some(file) => {
                    let more = file.next(visit).map_err(|error| at(error, self.number))?;
                    self.turn = (self.turn + 1) % places;
                    if more {
                        self.number += 1;
                        return Ok(true);
                    }
                    *place = None;
                    empty = 0;
                }
                None => {
                    *place = self.waiting.next();
                    if place.is_none() {
                        self.turn = (self.turn + 1) % places;
                        empty += 1;
                    }
                }
            }
        }
        Ok(false)
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
