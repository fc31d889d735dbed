use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::component::Component;
use crate::engine::cancel::{self, Token};
use crate::engine::native::Boxed;
use crate::engine::native::owned::{Owned, keep, lent_again, lent_anew};
use crate::error::{Error, Result};

/// The components of an element.
type Element = Vec<Owned>;

/// How long an element is waited for before the next look whether the iteration is cancelled.
const LOOK: Duration = Duration::from_millis(10);

/// A thread that takes elements from a stream and keeps them until they are asked for.
pub(super) struct Ahead {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    /// Ends what the thread does, also within a step.
    token: Token,
    /// The element that was asked for last.
    element: Element,
    lent: Vec<Component<'static>>,
}

struct Shared {
    /// How many elements are made ahead.
    bound: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    made: VecDeque<Element>,
    /// Memory for more.
    free: Vec<Element>,
    /// How it ended, behind those that are made.
    end: Option<Result<()>>,
    /// Nobody wants any more.
    closed: bool,
}

impl Ahead {
    /// Makes up to `bound` elements ahead; gives the stream back if there is no thread to be had.
    pub(super) fn start(input: Boxed, bound: usize) -> Result<Self, Boxed> {
        let shared = Arc::new(Shared { bound, state: Mutex::default(), changed: Condvar::new() });
        let token = Token::default();
        let (sender, receiver) = mpsc::channel();
        let work = {
            let (shared, token) = (shared.clone(), token.clone());
            move || {
                let _watch = Watch(&shared);
                if let Ok(input) = receiver.recv() {
                    token.within(|| shared.make(input));
                }
            }
        };
        let Ok(thread) = thread::Builder::new().name("tfdata prefetch".into()).spawn(work) else {
            return Err(input);
        };
        let _ = sender.send(input);
        Ok(Self { shared, thread: Some(thread), token, element: Vec::new(), lent: Vec::new() })
    }

    /// Lends the next element; `false` at the end.
    pub(super) fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        cancel::check()?;
        if !self.shared.take(&mut self.element)? {
            return Ok(false);
        }
        let mut components = lent_anew(std::mem::take(&mut self.lent));
        components.extend(self.element.iter().map(Owned::component));
        visit(&components);
        self.lent = lent_again(components);
        Ok(true)
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.token.cancel();
        self.shared.lock().closed = true;
        self.shared.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            // One that panicked has said so.
            let _ = thread.join();
        }
    }
}

impl Shared {
    /// Makes elements until there are no more, or no more are wanted.
    fn make(&self, mut input: Boxed) {
        while let Some(mut element) = self.room() {
            let mut kept = Ok(());
            let more = input.next(&mut |components| kept = keep(&mut element, components));
            match more.and_then(|more| kept.map(|()| more)) {
                Ok(true) => {
                    let mut state = self.lock();
                    state.made.push_back(element);
                    // Whoever waits for it found none.
                    if state.made.len() == 1 {
                        self.changed.notify_all();
                    }
                }
                end => {
                    // Files are closed and threads ended before the end is told.
                    drop(input);
                    return self.end(end.map(drop));
                }
            }
        }
    }

    /// Memory for an element, as soon as one is to be made; `None` if no more are wanted.
    fn room(&self) -> Option<Element> {
        let mut state = self.lock();
        while !state.closed {
            if state.made.len() < self.bound {
                return Some(state.free.pop().unwrap_or_default());
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        None
    }

    fn end(&self, end: Result<()>) {
        self.lock().end = Some(end);
        self.changed.notify_all();
    }

    /// Puts the next element into the place of one that was lent; `false` at the end.
    fn take(&self, element: &mut Element) -> Result<bool> {
        let mut state = self.lock();
        loop {
            if let Some(made) = state.made.pop_front() {
                state.free.push(std::mem::replace(element, made));
                // The thread may wait for room.
                self.changed.notify_all();
                return Ok(true);
            }
            if let Some(end) = &mut state.end {
                return std::mem::replace(end, Ok(())).map(|()| false);
            }
            (state, _) = self.changed.wait_timeout(state, LOOK).unwrap_or_else(PoisonError::into_inner);
            cancel::check()?;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells of a panic of the thread, so that nobody waits for it for ever.
struct Watch<'a>(&'a Shared);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.end(Err(Error::Argument {
                method: "prefetch".into(),
                reason: "the thread that made the elements ended: this is a bug of this crate".into(),
            }));
        }
    }
}
