//! Many varints at once.

use crate::format::error::WireProblem;
use crate::format::wire::{Cursor, WireError};

const HIGH: u64 = 0x8080_8080_8080_8080;

/// Fewer bytes than this are not worth two runs.
const TWO_RUNS: usize = 48;

/// The number of varints that end in `data`.
#[inline(always)]
pub(crate) fn count(data: &[u8]) -> usize {
    // Short runs, so that the compiler can count in bytes.
    let run = |run: &[u8]| run.iter().fold(0u8, |count, byte| count + (1 - (byte >> 7)));
    data.chunks(192).map(|bytes| usize::from(run(bytes))).sum()
}

/// The seven low bits of each byte, put together.
#[inline(always)]
pub(super) fn gather(word: u64) -> u64 {
    let word = word & 0x7f7f_7f7f_7f7f_7f7f;
    let word = (word & 0x007f_007f_007f_007f) | (word & 0x7f00_7f00_7f00_7f00) >> 1;
    let word = (word & 0x0000_3fff_0000_3fff) | (word & 0x3fff_0000_3fff_0000) >> 2;
    (word & 0x0000_0000_0fff_ffff) | (word & 0x0fff_ffff_0000_0000) >> 4
}

#[inline(always)]
fn word_at(data: &[u8], pos: usize) -> Option<u64> {
    data.get(pos..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}

/// The varint at `pos`, and where the next one begins. No branch depends on its length, up to eight bytes.
#[inline(always)]
fn decode(data: &[u8], pos: usize, gather: impl Fn(u64) -> u64) -> Result<(i64, usize), WireError> {
    if let Some(word) = word_at(data, pos) {
        let ends = !word & HIGH; // the high bit of each byte that ends a varint
        if ends != 0 {
            let through = ends ^ (ends - 1); // all bits up to the end of the first
            let len = (ends.trailing_zeros() + 1) / 8;
            return Ok((gather(word & through).cast_signed(), pos + len as usize));
        }
    }
    one(data, pos)
}

/// The same for one that is longer, or close to the end.
#[cold]
fn one(data: &[u8], pos: usize) -> Result<(i64, usize), WireError> {
    let mut at = Cursor::at(data, pos);
    let value = at.varint()?;
    Ok((value.cast_signed(), at.pos()))
}

/// Appends every varint in `data` to `to`.
///
/// Where one varint ends decides where the next begins, so that a processor waits; two runs from two places keep
/// it busy.
pub(crate) fn append(data: &[u8], to: &mut Vec<i64>) -> Result<(), WireError> {
    super::bits::append(data, to)
}

/// The same with a way to put the low bits together.
#[inline(always)]
pub(super) fn append_with(
    data: &[u8],
    to: &mut Vec<i64>,
    gather: impl Fn(u64) -> u64 + Copy,
) -> Result<(), WireError> {
    // One varint ends per byte without the high bit: the room is exact, and as long as what is really there.
    let start = to.len();
    let (mut second, mut split) = (0, 0);
    if data.len() >= TWO_RUNS {
        // The second run begins behind the first end in the second half.
        let middle = data.len() / 2;
        let end = data.iter().skip(middle).position(|byte| *byte < 0x80);
        second = middle + end.map_or(0, |end| end + 1);
        split = count(&data[..second]);
    }
    let all = split + count(&data[second..]);
    if all == data.len() {
        to.extend(data.iter().map(|byte| i64::from(*byte)));
        return Ok(());
    }
    to.resize(start + all, 0);
    let out = &mut to[start..];
    let (mut first, mut done) = (0, 0);
    let (low, high) = out.split_at_mut(split);
    for (low, high) in low.iter_mut().zip(&mut *high) {
        (*low, first) = decode(data, first, gather)?;
        (*high, second) = decode(data, second, gather)?;
        done += 1;
    }
    for low in &mut low[done..] {
        (*low, first) = decode(data, first, gather)?;
    }
    for high in &mut high[done..] {
        (*high, second) = decode(data, second, gather)?;
    }
    if second == data.len() { Ok(()) } else { Err(WireError::new(second, WireProblem::Truncated)) }
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
