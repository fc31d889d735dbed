use std::time::{Duration, Instant};

use super::Boxed;
use crate::column::Loans;
use crate::component::Component;
use crate::engine::{Ask, Stream, cancel};
use crate::error::Result;

/// A source that ends with an error when the iteration is cancelled, however much is still to be taken from it for
/// one element: a shuffle's buffer, a batch, what is skipped.
pub(super) struct Watched(pub(super) Boxed);

/// How many elements are skipped at first before the next look; more and more, as long as they take no time.
const SKIPPED: u64 = 4096;
const NO_TIME: Duration = Duration::from_millis(10);

impl Stream for Watched {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        cancel::check()?;
        self.0.next(visit)
    }

    fn estimate(&mut self) -> Option<u64> {
        self.0.estimate()
    }

    fn fill(&mut self, loans: &Loans) {
        self.0.fill(loans);
    }

    fn rows(&mut self, ask: Ask, visit: &mut dyn FnMut(&[Component<'_>], usize)) -> Result<Option<usize>> {
        cancel::check()?;
        self.0.rows(ask, visit)
    }

    fn skip(&mut self, count: u64) -> Result<u64> {
        let (mut skipped, mut step) = (0, SKIPPED);
        while skipped < count {
            cancel::check()?;
            let (started, wanted) = (Instant::now(), step.min(count - skipped));
            let got = self.0.skip(wanted)?;
            skipped += got;
            if got < wanted {
                break;
            }
            if started.elapsed() < NO_TIME {
                step = step.saturating_mul(2);
            }
        }
        Ok(skipped)
    }
}
