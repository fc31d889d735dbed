//! Chunks that are made before they are asked for, by several threads, and lent in the order of the files.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use super::chunk::Chunk;
use super::files::Damage;
use super::{Decode, Files};
use crate::place::Place;

/// Chunks that wait, for each thread: they are what it may be ahead.
const WAITING: usize = 2;

/// Threads that read and decode.
pub(super) struct Ahead {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
    /// The number of the next chunk to lend.
    next: u64,
}

struct Shared {
    /// Whether all that is read is decoded as well.
    decodes: bool,
    reader: Mutex<Reader>,
    state: Mutex<State>,
    changed: Condvar,
}

/// Reading is for one thread at a time; it is a small part of the work, but for compressed files.
struct Reader {
    files: Files,
    /// The number of the next chunk.
    next: u64,
}

#[derive(Default)]
struct State {
    /// Chunks that can be lent, by their numbers.
    made: BTreeMap<u64, Chunk>,
    /// Memory for more.
    free: Vec<Chunk>,
    /// How many there are in all, as soon as that is known.
    all: Option<u64>,
    /// Nobody wants any more.
    closed: bool,
    /// A thread ended before its time.
    broken: bool,
}

impl Ahead {
    /// Starts so many threads, which read, and decode: all of it if they are to, else while the caller is behind.
    pub(super) fn start(files: Files, decoder: &dyn Decode, threads: usize, decodes: bool) -> Self {
        let free = (0..threads + WAITING).map(|_| Chunk::new(decoder)).collect();
        let shared = Arc::new(Shared {
            decodes,
            reader: Mutex::new(Reader { files, next: 0 }),
            state: Mutex::new(State { free, ..State::default() }),
            changed: Condvar::new(),
        });
        let threads = (0..threads).map_while(|_| {
            let (shared, mut decoder) = (shared.clone(), decoder.fork());
            let work = move || {
                let _watch = Watch(&shared);
                while let Some(chunk) = shared.take_free() {
                    if !shared.make(chunk, &mut *decoder) {
                        break;
                    }
                }
            };
            // Where there can be no more threads, those that there are do it; the caller's is one.
            thread::Builder::new().name("tfdata records".into()).spawn(work).ok()
        });
        Self { threads: threads.collect(), shared, next: 0 }
    }

    /// Puts the next chunk into the place of one that was lent; `false` at the end.
    pub(super) fn next(&mut self, chunk: &mut Chunk, decoder: &mut dyn Decode) -> bool {
        let mut state = lock(&self.shared.state);
        let mut given = Some(std::mem::replace(chunk, Chunk::new(&*decoder)));
        loop {
            if let Some(made) = state.made.remove(&self.next) {
                self.next += 1;
                state.free.extend(given);
                self.shared.changed.notify_all();
                *chunk = made;
                return true;
            }
            if state.all == Some(self.next) {
                return false;
            }
            if state.broken {
                let reason = "a thread that decoded it ended: this is a bug of this crate".to_owned();
                chunk.error = Some(Damage { place: Place::default(), reason });
                return true;
            }
            // What is wanted is in the making: meanwhile, one of the chunks behind it.
            let spare = given.take().or_else(|| state.free.pop());
            state = match spare {
                Some(spare) if state.all.is_none() => {
                    drop(state);
                    self.shared.make(spare, decoder);
                    lock(&self.shared.state)
                }
                spare => {
                    state.free.extend(spare);
                    self.shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
                }
            };
        }
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        lock(&self.shared.state).closed = true;
        self.shared.changed.notify_all();
        for thread in self.threads.drain(..) {
            // One that panicked has said so.
            let _ = thread.join();
        }
    }
}

impl Shared {
    /// Memory for a chunk, as soon as there is some; `None` if no more are made.
    fn take_free(&self) -> Option<Chunk> {
        let mut state = lock(&self.state);
        loop {
            if state.closed || state.all.is_some() {
                return None;
            }
            if let Some(chunk) = state.free.pop() {
                return Some(chunk);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Reads and decodes the next chunk; `false` at the end.
    fn make(&self, mut chunk: Chunk, decoder: &mut dyn Decode) -> bool {
        let number = {
            let mut reader = lock(&self.reader);
            let number = reader.next;
            if chunk.read(&mut reader.files) {
                reader.next += 1;
                Ok(number)
            } else {
                Err(number)
            }
        };
        let more = number.is_ok();
        // What is left to the caller is decoded here all the same while the caller is behind.
        if more && (self.decodes || !lock(&self.state).made.is_empty()) {
            chunk.decode(decoder);
        } else if more {
            chunk.verify();
        }
        let mut state = lock(&self.state);
        match number {
            Ok(number) => drop(state.made.insert(number, chunk)),
            Err(all) => state.all = Some(all),
        }
        self.changed.notify_all();
        more
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells the others if the thread panics, so that none waits for it for ever.
struct Watch<'a>(&'a Shared);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            lock(&self.0.state).broken = true;
            self.0.changed.notify_all();
        }
    }
}
