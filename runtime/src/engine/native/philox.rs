/// Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011), a number at a time, with the
/// key and the counter that TensorFlow makes of two seeds.
#[derive(Debug)]
pub(super) struct Philox {
    key: [u32; 2],
    counter: u128,
    drawn: [u32; 4],
    /// How many of the drawn ones have been given.
    given: usize,
}

const ROUNDS: usize = 10;
const WEYL: [u32; 2] = [0x9e37_79b9, 0xbb67_ae85];
const MULTIPLIERS: [u32; 2] = [0xd251_1f53, 0xcd9e_8d57];

impl Philox {
    pub(super) fn new([seed, seed2]: [u64; 2]) -> Self {
        let counter = u128::from(seed2) << 64;
        Self { key: [seed as u32, (seed >> 32) as u32], counter, drawn: [0; 4], given: 4 }
    }

    pub(super) fn next(&mut self) -> u32 {
        if self.given == self.drawn.len() {
            self.drawn = mixed(self.counter, self.key);
            self.counter = self.counter.wrapping_add(1);
            self.given = 0;
        }
        let number = self.drawn[self.given];
        self.given += 1;
        number
    }
}

fn mixed(counter: u128, mut key: [u32; 2]) -> [u32; 4] {
    let mut mixed = [0, 32, 64, 96].map(|shift| (counter >> shift) as u32);
    for _ in 0..ROUNDS {
        let [first, second] = [(mixed[0], MULTIPLIERS[0]), (mixed[2], MULTIPLIERS[1])]
            .map(|(word, multiplier)| u64::from(word) * u64::from(multiplier));
        mixed = [
            (second >> 32) as u32 ^ mixed[1] ^ key[0],
            second as u32,
            (first >> 32) as u32 ^ mixed[3] ^ key[1],
            first as u32,
        ];
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    mixed
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known answers that come with the authors' Random123.
    #[test]
    fn known_answers() {
        assert_eq!(mixed(0, [0, 0]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(
            mixed(u128::MAX, [u32::MAX, u32::MAX]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
        let pi = 0x0370_7344_1319_8a2e_85a3_08d3_243f_6a88;
        assert_eq!(
            mixed(pi, [0xa409_3822, 0x299f_31d0]),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }
}
