use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::build::Setup;
use super::owned::{Owned, keep, lent_again, lent_anew};
use super::philox::Philox;
use super::{Boxed, build};
use crate::component::Component;
use crate::engine::{Stream, seeds};
use crate::error::Result;
use crate::plan::{self, Plan};

/// Elements drawn by lot from a buffer of the next few, as TensorFlow draws them for the same seeds; several times
/// over, where that is what follows: the buffer then goes on to the next time, as in TensorFlow, which makes one op of
/// the two.
pub(super) struct Shuffle {
    /// That of the shuffle.
    plan: Arc<Plan>,
    shuffle: plan::Shuffle,
    input: Arc<Plan>,
    wanted: Vec<usize>,
    setup: Setup,
    /// The time that runs, which begins when its first element is wanted: shuffles in it draw their seeds then.
    running: Option<Boxed>,
    /// How many times it is still to begin; for ever if it is `None`.
    left: Option<usize>,
    /// Whether there was anything.
    any: bool,
    /// A ring: each element that waits is at its number modulo the size of the buffer.
    buffer: Vec<Vec<Owned>>,
    waiting: usize,
    /// The numbers of those that wait, for each time: elements of the first one are drawn.
    times: VecDeque<Range<usize>>,
    random: Philox,
    lent: Vec<Component<'static>>,
}

/// The buffer is not filled further when it has elements of more times than these.
const TIMES: usize = 3;

impl Shuffle {
    /// `plan` is that of the shuffle, whose elements are wanted so many times.
    pub(super) fn new(
        plan: &Arc<Plan>,
        input: &Arc<Plan>,
        shuffle: plan::Shuffle,
        times: Option<usize>,
        wanted: &[usize],
        setup: Setup,
    ) -> Self {
        Self {
            random: Philox::new(plan.prepared.native.seeds.next(shuffle)),
            plan: plan.clone(),
            shuffle,
            input: input.clone(),
            wanted: wanted.to_vec(),
            setup,
            running: None,
            left: times,
            any: false,
            buffer: Vec::new(),
            waiting: 0,
            times: VecDeque::new(),
            lent: Vec::new(),
        }
    }

    /// Whether there is room in the buffer, and anything to come.
    fn fills(&self) -> bool {
        let more = self.running.is_some() || self.left != Some(0);
        more && (self.times.len() <= TIMES || self.waiting == 0) && self.waiting < self.shuffle.buffer
    }

    /// Fills the buffer from the input.
    fn fill(&mut self) -> Result<()> {
        while self.fills() {
            let running = match &mut self.running {
                Some(running) => running,
                None => {
                    let end = self.times.back().map_or(0, |time| time.end);
                    self.times.push_back(end..end);
                    self.left = self.left.map(|left| left - 1);
                    self.running.insert(build::sorted(&self.input, &self.wanted, self.setup)?)
                }
            };
            let end = self.times.back().map_or(0, |time| time.end);
            let place = end % self.shuffle.buffer;
            if place == self.buffer.len() {
                self.buffer.push(Vec::new());
            }
            let element = &mut self.buffer[place];
            let mut kept = Ok(());
            let more = running.next(&mut |components| kept = keep(element, components))?;
            kept?;
            if more {
                self.any = true;
                self.waiting += 1;
                if let Some(time) = self.times.back_mut() {
                    time.end += 1;
                }
            } else {
                self.running = None;
                // What is empty once is empty for ever.
                if !self.any && self.left.is_none() {
                    break;
                }
            }
        }
        Ok(())
    }

    /// The numbers of those that one is drawn of; each time has seeds of its own.
    fn first_time(&mut self) -> Option<&mut Range<usize>> {
        while self.times.front()?.is_empty() {
            self.times.pop_front();
            self.random = Philox::new(self.plan.prepared.native.seeds.next(self.shuffle));
        }
        self.times.front_mut()
    }
}

impl Stream for Shuffle {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        self.fill()?;
        if self.waiting == 0 {
            self.buffer = Vec::new();
            return Ok(false);
        }
        let Some(time) = self.first_time() else { return Ok(false) };
        let (first, waiting) = (time.start, time.len());
        time.start += 1;
        self.waiting -= 1;
        let drawn = first + (u64::from(self.random.next()) % waiting as u64) as usize;
        // The first one that waits takes the place of the one that is lent; the next of the input comes into its own.
        let [drawn, first] = [drawn, first].map(|number| number % self.shuffle.buffer);
        self.buffer.swap(drawn, first);
        let mut components = lent_anew(std::mem::take(&mut self.lent));
        components.extend(self.buffer[first].iter().map(Owned::component));
        visit(&components);
        self.lent = lent_again(components);
        Ok(true)
    }
}

/// What gives each iteration of a shuffle its seeds. It is kept with the plan, so that iterations go on where those
/// before them were.
#[derive(Default)]
pub(crate) struct Seeds(OnceLock<([u64; 2], Mutex<Philox>)>);

impl Seeds {
    /// Those of the next iteration.
    pub(super) fn next(&self, shuffle: plan::Shuffle) -> [u64; 2] {
        let (first, random) = self.0.get_or_init(|| {
            let first = match shuffle.seed {
                None => [any_seed(), any_seed()],
                seed => <[i64; 2]>::from(seeds(seed)).map(i64::cast_unsigned),
            };
            (first, Mutex::new(Philox::new(first)))
        });
        if !shuffle.reshuffle {
            return *first;
        }
        let mut random = random.lock().unwrap_or_else(PoisonError::into_inner);
        [random.next().into(), random.next().into()]
    }
}

/// A seed that nobody chose.
fn any_seed() -> u64 {
    RandomState::new().hash_one(0_u8)
}
