//! Steps that are taken on a thread of their own, so that whoever waits for one can stop waiting.
//!
//! TensorFlow's C API has no way to cancel one step: only a whole session can be closed, and with it every other
//! iteration over the dataset. So the step is left behind. Its thread owns all that the step uses, and ends the
//! iteration when the step is done.

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use super::decode::Held;
use super::steps::{PATIENCE, Steps};
use crate::engine::cancel::Token;
use crate::libtensorflow::Result;

/// Steps on another thread.
pub(super) struct Apart {
    jobs: Option<Sender<Job>>,
    events: Receiver<Event>,
    token: Token,
}

enum Job {
    /// Comes first.
    Begin(Box<Steps>),
    /// Takes the next element's components, into this memory.
    Next(Vec<Held>),
    Save(String),
    SetTimeout(Option<Duration>),
}

enum Event {
    Next(Vec<Held>, Result<bool>),
    Done(Result<()>),
    Cancelled,
    Ended,
}

impl Apart {
    /// Goes on with the steps; gives them back if there is no thread to be had.
    pub(super) fn new(steps: Box<Steps>, token: &Token) -> Result<Self, Box<Steps>> {
        let (jobs, queue) = mpsc::channel();
        let (sender, events) = mpsc::channel();
        let done = sender.clone();
        let thread = thread::Builder::new().name("tfdata-steps".to_owned());
        if thread.spawn(move || work(&queue, &done)).is_err() {
            return Err(steps);
        }
        let _ = jobs.send(Job::Begin(steps));
        token.on_cancel(move || {
            let _ = sender.send(Event::Cancelled);
        });
        Ok(Self { jobs: Some(jobs), events, token: token.clone() })
    }

    /// Takes the next element's components; `None` if the iteration is cancelled before it is there.
    pub(super) fn next(&mut self, held: &mut Vec<Held>) -> Option<Result<bool>> {
        match self.ask(Job::Next(std::mem::take(held)))? {
            Event::Next(taken, result) => {
                *held = taken;
                Some(result)
            }
            _ => None,
        }
    }

    /// Writes where it stands to files whose names begin with `path`; `None` if the iteration is cancelled.
    pub(super) fn save(&mut self, path: &str) -> Option<Result<()>> {
        self.done(Job::Save(path.to_owned()))
    }

    /// How long a step may take from now on; `None` if the iteration is cancelled.
    pub(super) fn set_timeout(&mut self, timeout: Option<Duration>) -> Option<Result<()>> {
        self.done(Job::SetTimeout(timeout))
    }

    fn done(&mut self, job: Job) -> Option<Result<()>> {
        match self.ask(job)? {
            Event::Done(result) => Some(result),
            _ => None,
        }
    }

    fn ask(&mut self, job: Job) -> Option<Event> {
        self.jobs.as_ref()?.send(job).ok()?;
        self.events.recv().ok()
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        self.jobs = None;
        if !self.token.is_cancelled() {
            let _ = self.events.recv_timeout(PATIENCE);
        }
    }
}

fn work(jobs: &Receiver<Job>, events: &Sender<Event>) {
    let Ok(Job::Begin(mut steps)) = jobs.recv() else { return };
    for job in jobs {
        let event = match job {
            Job::Begin(_) => return,
            Job::Next(mut held) => {
                let result = steps.next(&mut held);
                Event::Next(held, result)
            }
            Job::Save(path) => Event::Done(steps.save(&path)),
            Job::SetTimeout(timeout) => Event::Done(steps.set_timeout(timeout)),
        };
        // What nobody waits for any more is dropped here; the loop ends, since there are no more jobs either.
        let _ = events.send(event);
    }
    drop(steps);
    let _ = events.send(Event::Ended);
}
