//! Elements that are made while those before them are used.
//!
//! ```text
//! the input ─keep→ made: up to `n` elements ─lend→ whoever asks for the next one
//!     ↑                                                │
//!     └──── free: the memory of those that were lent ──┘
//! ```

mod ahead;
#[cfg(test)]
mod tests;
mod worth;

pub(super) use worth::worth_a_thread;

use ahead::Ahead;

use super::Boxed;
use super::keep::Nothing;
use crate::column::Loans;
use crate::component::Component;
use crate::engine::{Ask, Stream};
use crate::error::Result;
use crate::plan::Buffer;

/// How many elements are made ahead where TensorFlow would find out.
const AUTOTUNED: usize = 4;

/// The input's elements, made ahead by a thread that starts when the first one is asked for. Until then, many at once
/// are taken from the input itself, and so whoever takes all of them so pays for no thread.
pub(super) struct Prefetch {
    input: Input,
    /// How many are made ahead.
    bound: usize,
}

enum Input {
    Here(Boxed),
    Ahead(Ahead),
}

impl Prefetch {
    pub(super) fn new(input: Boxed, buffer: Buffer) -> Self {
        let bound = match buffer {
            Buffer::Size(size) => size,
            Buffer::Autotune => AUTOTUNED,
        };
        Self { input: Input::Here(input), bound }
    }

    fn start(&mut self) {
        if let Input::Here(input) = &mut self.input
            && self.bound > 0
        {
            let input = std::mem::replace(input, Box::new(Nothing));
            self.input = match Ahead::start(input, self.bound) {
                Ok(ahead) => Input::Ahead(ahead),
                Err(input) => {
                    // There is no thread to be had: each is made when it is wanted.
                    self.bound = 0;
                    Input::Here(input)
                }
            };
        }
    }
}

impl Stream for Prefetch {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        self.start();
        match &mut self.input {
            Input::Here(input) => input.next(visit),
            Input::Ahead(ahead) => ahead.next(visit),
        }
    }

    fn estimate(&mut self) -> Option<u64> {
        match &mut self.input {
            Input::Here(input) => input.estimate(),
            Input::Ahead(_) => None,
        }
    }

    fn fill(&mut self, loans: &Loans) {
        if let Input::Here(input) = &mut self.input {
            input.fill(loans);
        }
    }

    fn rows(&mut self, ask: Ask, visit: &mut dyn FnMut(&[Component<'_>], usize)) -> Result<Option<usize>> {
        match &mut self.input {
            Input::Here(input) => input.rows(ask, visit),
            Input::Ahead(_) => Ok(None),
        }
    }

    fn skip(&mut self, count: u64) -> Result<u64> {
        match &mut self.input {
            Input::Here(input) => input.skip(count),
            Input::Ahead(ahead) => {
                let mut skipped = 0;
                while skipped < count && ahead.next(&mut |_| ())? {
                    skipped += 1;
                }
                Ok(skipped)
            }
        }
    }
}
