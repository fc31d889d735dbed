use crate::engine::cancel::Token;

/// Ends an iteration from another thread: what [`Iter::canceller`](super::Iter::canceller) returns.
///
/// Clones end the same iteration. Dropping it does nothing.
#[derive(Clone)]
pub struct Canceller(pub(super) Token);

impl Canceller {
    /// Ends the iteration: its next item, also one that is being waited for, is [`Error::Cancelled`](crate::Error::Cancelled). Once it has
    /// ended nothing happens. Other iterations of the dataset go on.
    ///
    /// TensorFlow finishes the step that it is in, if any, and only then lets go of what the iteration uses; a
    /// native iteration is not interrupted while it waits for a file.
    pub fn cancel(&self) {
        self.0.cancel();
    }

    /// Whether the iteration was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}

impl std::fmt::Debug for Canceller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Canceller").field("is_cancelled", &self.is_cancelled()).finish()
    }
}
