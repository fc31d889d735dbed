use std::hash::{BuildHasher, RandomState};

use super::Boxed;
use super::owned::{Owned, keep, lent_again, lent_anew};
use crate::component::Component;
use crate::engine::Stream;
use crate::error::Result;

/// Elements drawn by lot from a buffer of the next few.
pub(super) struct Shuffle {
    input: Boxed,
    size: usize,
    buffer: Vec<Vec<Owned>>,
    /// The place of the element that was lent last: the next one of the input goes there.
    free: Option<usize>,
    ended: bool,
    random: Random,
    lent: Vec<Component<'static>>,
}

impl Shuffle {
    pub(super) fn new(input: Boxed, size: usize, seed: u64) -> Self {
        let random = Random { state: seed };
        Self { input, size, buffer: Vec::new(), free: None, ended: false, random, lent: Vec::new() }
    }

    /// Fills the buffer from the input.
    fn fill(&mut self) -> Result<()> {
        let Self { input, buffer, free, ended, size, .. } = self;
        while !*ended && (free.is_some() || buffer.len() < *size) {
            let place = free.take().unwrap_or_else(|| {
                buffer.push(Vec::new());
                buffer.len() - 1
            });
            let mut kept = Ok(());
            let element = &mut buffer[place];
            let more = input.next(&mut |components| kept = keep(element, components));
            kept?;
            if !more? {
                *ended = true;
                buffer.swap_remove(place);
            }
        }
        if let Some(place) = free.take() {
            buffer.swap_remove(place);
        }
        Ok(())
    }
}

impl Stream for Shuffle {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        self.fill()?;
        if self.buffer.is_empty() {
            return Ok(false);
        }
        let place = self.random.below(self.buffer.len());
        let mut components = lent_anew(std::mem::take(&mut self.lent));
        components.extend(self.buffer[place].iter().map(Owned::component));
        visit(&components);
        self.lent = lent_again(components);
        self.free = Some(place);
        Ok(true)
    }
}

/// A seed that nobody chose.
pub(super) fn any_seed() -> u64 {
    RandomState::new().hash_one(0_u8)
}

/// SplitMix64: even enough for an order that nobody can ask for again.
struct Random {
    state: u64,
}

impl Random {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number less than `end`, which is not 0; uneven by at most `end` / 2⁶⁴.
    fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_even() {
        let mut random = Random { state: any_seed() };
        let mut counts = [0_u32; 7];
        for _ in 0..70_000 {
            counts[random.below(7)] += 1;
        }
        assert!(counts.iter().all(|count| (9_000..11_000).contains(count)), "{counts:?}");
    }
}
