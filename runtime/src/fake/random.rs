/// Numbers that look random and are the same on every machine: SplitMix64.
pub(super) struct Random(u64);

impl Random {
    /// The numbers of this stream of a seed.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut random = Self(seed);
        let offset = random.next();
        Self(offset ^ Self(stream).next())
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number less than `end`, which is not 0.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        // The upper half of a product: no division, and no number is noticeably more frequent.
        ((u64::from(end) * (self.next() >> 32)) >> 32) as u32
    }

    /// A size.
    pub(super) fn size(&mut self, from: usize, to: usize) -> usize {
        from + self.below((to - from + 1) as u32) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    /// The first numbers of the published generator.
    #[test]
    fn is_split_mix_64() {
        let mut random = Random(0);
        assert_eq!([(); 2].map(|()| random.next()), [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4]);
    }
}
