//! Many varints at once.

use crate::format::error::WireProblem;
use crate::format::wire::{Cursor, WireError};

/// The bytes whose ends are found at once.
const BLOCK: usize = 64;

/// The number of varints that end in `data`.
#[inline(always)]
pub(crate) fn count(data: &[u8]) -> usize {
    // Short runs, so that the compiler can count in bytes.
    let run = |run: &[u8]| run.iter().fold(0u8, |count, byte| count + (1 - (byte >> 7)));
    data.chunks(192).map(|bytes| usize::from(run(bytes))).sum()
}

/// The seven low bits of each byte, put together.
#[inline(always)]
pub(super) fn lows(word: u64) -> u64 {
    let word = word & 0x7f7f_7f7f_7f7f_7f7f;
    let word = (word & 0x007f_007f_007f_007f) | (word & 0x7f00_7f00_7f00_7f00) >> 1;
    let word = (word & 0x0000_3fff_0000_3fff) | (word & 0x3fff_0000_3fff_0000) >> 2;
    (word & 0x0000_0000_0fff_ffff) | (word & 0x0fff_ffff_0000_0000) >> 4
}

/// The high bit of each byte, put together.
#[inline(always)]
pub(super) fn highs(word: u64) -> u64 {
    ((word & 0x8080_8080_8080_8080) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[inline(always)]
fn word_at(data: &[u8], pos: usize) -> Option<u64> {
    let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
    match data.get(pos..)?.first_chunk() {
        Some(bytes) => Some(word(bytes)),
        // At the end: what stands there, and zeros.
        None => word(data.last_chunk()?).checked_shr(8 * (pos + 8 - data.len()) as u32),
    }
}

/// The varint in bytes `begin..end`, which is the first to end there.
#[inline(always)]
fn decode(data: &[u8], begin: usize, end: usize, lows: impl Fn(u64) -> u64) -> Result<i64, WireError> {
    match (word_at(data, begin), end - begin) {
        (Some(word), len @ 1..=8) => Ok(lows(word & (u64::MAX >> (64 - 8 * len))).cast_signed()),
        _ => one(data, begin),
    }
}

/// The same for one that is longer, or one of less than eight bytes in all.
#[cold]
fn one(data: &[u8], begin: usize) -> Result<i64, WireError> {
    Cursor::at(data, begin).varint().map(u64::cast_signed)
}

/// Appends every varint in `data` to `to`.
pub(crate) fn append(data: &[u8], to: &mut Vec<i64>) -> Result<(), WireError> {
    super::bits::append(data, to)
}

/// The same with ways to put bits together.
///
/// The ends of all varints in a block are found first, so that none has to wait for the one before it.
#[inline(always)]
pub(super) fn append_with(
    data: &[u8],
    to: &mut Vec<i64>,
    lows: impl Fn(u64) -> u64 + Copy,
    highs: impl Fn(u64) -> u64 + Copy,
) -> Result<(), WireError> {
    // One varint ends per byte without the high bit: the room is exact, and as long as what is really there.
    let start = to.len();
    let all = count(data);
    if all == data.len() {
        to.extend(data.iter().map(|byte| i64::from(*byte)));
        return Ok(());
    }
    to.resize(start + all, 0);
    let mut out = to.get_mut(start..).unwrap_or_default();
    let (blocks, rest) = data.as_chunks::<BLOCK>();
    let mut last = [0x80; BLOCK];
    last.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
    let (mut base, mut begin) = (0, 0);
    for block in blocks.iter().chain(std::iter::once(&last)) {
        let mut ends = ends(block, highs);
        let Some((these, others)) = out.split_at_mut_checked(ends.count_ones() as usize) else { break };
        for value in these {
            let end = base + ends.trailing_zeros() as usize + 1;
            ends &= ends.wrapping_sub(1);
            *value = decode(data, begin, end, lows)?;
            begin = end;
        }
        (out, base) = (others, base + BLOCK);
    }
    if begin < data.len() {
        one(data, begin)?;
        return Err(WireError::new(begin, WireProblem::Truncated));
    }
    Ok(())
}

/// A bit for each byte that ends a varint.
#[inline(always)]
fn ends(block: &[u8; BLOCK], highs: impl Fn(u64) -> u64) -> u64 {
    let (words, _) = block.as_chunks::<8>();
    let highs = words.iter().rev().fold(0, |all, word| all << 8 | highs(u64::from_le_bytes(*word)));
    !highs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one_by_one(data: &[u8]) -> Result<Vec<i64>, WireError> {
        let mut rest = Cursor::new(data);
        let mut values = Vec::new();
        while !rest.at_end() {
            values.push(rest.varint()?.cast_signed());
        }
        Ok(values)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn many_at_once_are_the_same_as_one_by_one(
            values in prop::collection::vec((any::<u64>(), 0u32..64), 0..60),
            small in prop::collection::vec(0..300u64, 0..80),
            noise in prop::collection::vec(any::<u8>(), 0..12),
            small_first in any::<bool>(),
        ) {
            let values = values.into_iter().map(|(value, shift)| value >> shift);
            let numbers: Vec<u64> = match small_first {
                true => small.into_iter().chain(values).collect(),
                false => values.chain(small).collect(),
            };
            let mut data = Vec::new();
            for value in numbers {
                prost::encoding::encode_varint(value, &mut data);
            }
            data.extend(noise);
            let mut got = Vec::new();
            match (append(&data, &mut got), one_by_one(&data)) {
                (Ok(()), Ok(expected)) => prop_assert_eq!(got, expected),
                (Err(_), Err(_)) => {}
                (got, expected) => prop_assert!(false, "{got:?} is not {expected:?}"),
            }
        }
    }
}
