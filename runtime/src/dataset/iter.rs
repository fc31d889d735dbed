use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::bound::Bound;
use crate::component::Component;
use crate::element::Element;
use crate::engine::Stream;
use crate::engine::cancel::Token;
use crate::error::{Error, Result};
use crate::row::Row;

/// The elements of a dataset, one after the other: what [`super::Dataset::iter`] returns.
///
/// After an error there is nothing more to be had: the next item is [`Error::Poisoned`], and then it ends.
/// Dropping it ends the pipeline's work.
pub struct Iter<E> {
    bound: Arc<Bound>,
    stream: Option<Box<dyn Stream>>,
    next: u64,
    poisoned: bool,
    token: Option<Token>,
    element: PhantomData<fn() -> E>,
}

impl<E: Element> Iter<E> {
    pub(super) fn new(bound: Arc<Bound>, stream: Box<dyn Stream>) -> Self {
        Self { bound, stream: Some(stream), next: 0, poisoned: false, token: None, element: PhantomData }
    }

    /// Writes where the iteration stands to files whose names begin with `path`: [`super::Dataset::resume`] goes
    /// on from there, also in another process.
    ///
    /// # Errors
    /// [`Error::TensorFlow`] if the files can't be written, or the pipeline has something whose position can't be
    /// stored; [`Error::Argument`] if the iteration has ended, or is native: only that of
    /// [`Engine::TensorFlow`](crate::Engine::TensorFlow) can be stored.
    pub fn save(&mut self, path: impl AsRef<Path>) -> Result<()> {
        self.running("save")?.save(path.as_ref())
    }

    /// Ends each later step with an error if it takes longer; `None` lets it take its time. A timeout makes short
    /// steps several times as slow.
    ///
    /// # Errors
    /// [`Error::Argument`] if the iteration has ended, or is native: then a step waits for nothing but a file.
    pub fn set_timeout(&mut self, timeout: impl Into<Option<Duration>>) -> Result<()> {
        self.running("set_timeout")?.set_timeout(timeout.into())
    }

    /// What ends this iteration from another thread.
    ///
    /// ```
    /// # use std::{thread, time::Duration};
    /// # use tfdata::{Dataset, Error};
    /// let mut elements = Dataset::range(3).repeat(None).iter()?;
    /// let canceller = elements.canceller();
    /// thread::spawn(move || {
    ///     thread::sleep(Duration::from_millis(10));
    ///     canceller.cancel();
    /// });
    /// let last = elements.find_map(Result::err);
    /// assert!(matches!(last, Some(Error::Cancelled)));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// Where TensorFlow runs the dataset, its steps are taken on a thread of their own from now on, which makes short
    /// ones slower, by some microseconds each.
    pub fn canceller(&mut self) -> Canceller {
        let (token, stream) = (&mut self.token, &mut self.stream);
        let token = token.get_or_insert_with(|| {
            let token = Token::default();
            if let Some(stream) = stream {
                stream.cancelled_by(&token);
            }
            token
        });
        Canceller(token.clone())
    }

    fn running(&mut self, method: &str) -> Result<&mut (dyn Stream + 'static)> {
        self.stream.as_deref_mut().ok_or_else(|| Error::Argument {
            method: method.to_owned(),
            reason: "the iteration has ended".to_owned(),
        })
    }

    fn read(&mut self) -> Result<Option<E>> {
        let Some(stream) = &mut self.stream else { return Ok(None) };
        let mut element = None;
        let (slots, number) = (&self.bound.slots, self.next);
        let mut visit = |components: &[Component<'_>]| {
            element = Some(E::read(&mut Row::element(slots, components, number)));
        };
        let more = lend(stream, self.token.as_ref(), &mut visit)?;
        self.next += 1;
        match element {
            Some(element) if more => element.map(Some),
            _ => Ok(None),
        }
    }
}

/// Lends the next element's components; `false` at the end.
///
/// # Errors
/// [`Error::Cancelled`], and those of the stream.
fn lend(
    stream: &mut Box<dyn Stream>,
    token: Option<&Token>,
    visit: &mut dyn FnMut(&[Component<'_>]),
) -> Result<bool> {
    match token {
        None => stream.next(visit),
        Some(token) if token.is_cancelled() => Err(Error::Cancelled),
        Some(token) => token.within(|| stream.next(visit)),
    }
}

/// Ends an iteration from another thread: what [`Iter::canceller`] returns.
///
/// Clones end the same iteration. Dropping it does nothing.
#[derive(Clone)]
pub struct Canceller(Token);

impl Canceller {
    /// Ends the iteration: its next item, also one that is being waited for, is [`Error::Cancelled`]. Once it has
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

impl<E: Element> Iterator for Iter<E> {
    type Item = Result<E>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.poisoned {
            self.poisoned = false;
            return Some(Err(Error::Poisoned));
        }
        let item = self.read().transpose();
        if !matches!(item, Some(Ok(_))) {
            self.stream = None;
            self.poisoned = item.is_some();
        }
        item
    }
}

impl<E: Element> std::iter::FusedIterator for Iter<E> {}

impl<E> std::fmt::Debug for Iter<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Iter").field("next", &self.next).finish_non_exhaustive()
    }
}
