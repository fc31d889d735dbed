//! Ending an iteration from another thread.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, Result};

/// Says that an iteration is to end, and wakes whoever waits for its next element.
#[derive(Clone, Default)]
pub(crate) struct Token(Arc<Shared>);

#[derive(Default)]
struct Shared {
    cancelled: AtomicBool,
    wake: Mutex<Option<Wake>>,
}

type Wake = Box<dyn FnOnce() + Send>;

thread_local! {
    /// That of the iteration whose next element this thread is making, in Rust.
    static CURRENT: RefCell<Option<Token>> = const { RefCell::new(None) };
}

impl Token {
    /// Says so.
    pub(crate) fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Release);
        let wake = self.0.wake.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(wake) = wake {
            wake();
        }
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Acquire)
    }

    /// What [`Token::cancel`] calls: at once, if it was called before.
    pub(crate) fn on_cancel(&self, wake: impl FnOnce() + Send + 'static) {
        *self.0.wake.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(wake));
        if self.is_cancelled() {
            self.cancel();
        }
    }

    /// Does the work, in which [`check`] looks at this token.
    pub(crate) fn within<R>(&self, work: impl FnOnce() -> R) -> R {
        /// Puts the token back that was there before, also after a panic.
        struct Restore(Option<Token>);
        impl Drop for Restore {
            fn drop(&mut self) {
                CURRENT.set(self.0.take());
            }
        }
        let _restore = Restore(CURRENT.replace(Some(self.clone())));
        work()
    }
}

/// Whether the iteration that this thread works for is to go on.
///
/// # Errors
/// [`Error::Cancelled`] if not.
pub(crate) fn check() -> Result<()> {
    CURRENT.with_borrow(|token| match token {
        Some(token) if token.is_cancelled() => Err(Error::Cancelled),
        _ => Ok(()),
    })
}
