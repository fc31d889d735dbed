//! Many varints at once, eight bytes at a time.

use crate::format::error::WireProblem;
use crate::format::wire::{Cursor, WireError};

const HIGH: u64 = 0x8080_8080_8080_8080;

/// The number of varints that end in `data`.
#[inline]
pub(crate) fn count(data: &[u8]) -> usize {
    data.iter().filter(|byte| **byte < 0x80).count()
}

/// The seven low bits of each byte, put together.
#[inline]
fn gather(word: u64) -> u64 {
    let word = word & 0x7f7f_7f7f_7f7f_7f7f;
    let word = (word & 0x007f_007f_007f_007f) | (word & 0x7f00_7f00_7f00_7f00) >> 1;
    let word = (word & 0x0000_3fff_0000_3fff) | (word & 0x3fff_0000_3fff_0000) >> 2;
    (word & 0x0000_0000_0fff_ffff) | (word & 0x0fff_ffff_0000_0000) >> 4
}

/// Appends every varint in `data` to `to`.
#[inline]
pub(crate) fn append(data: &[u8], to: &mut Vec<i64>) -> Result<(), WireError> {
    // One varint ends per byte without the high bit: the room is exact, and as long as what is really there.
    let start = to.len();
    to.resize(start + count(data), 0);
    let mut out = to[start..].iter_mut();
    let mut pos = 0;
    while let Some(bytes) = data.get(pos..).and_then(<[u8]>::first_chunk::<8>) {
        let mut word = u64::from_le_bytes(*bytes);
        let mut ends = !word & HIGH; // the high bit of each byte that ends a varint
        if ends == HIGH {
            // The bytes come first: `zip` would take one more place from a first `out`.
            for (byte, to) in bytes.iter().zip(&mut out) {
                *to = (*byte).into();
            }
            pos += 8;
            continue;
        }
        if ends == 0 {
            let mut long = Cursor::at(data, pos);
            let value = long.varint()?;
            pos = long.pos();
            if let Some(to) = out.next() {
                *to = value.cast_signed();
            }
            continue;
        }
        // Every varint that is complete in this word.
        let mut used = 0;
        while ends != 0 {
            let bits = ends.trailing_zeros() + 1;
            let value = word & (u64::MAX >> (64 - bits));
            if let Some(to) = out.next() {
                *to = gather(value).cast_signed();
            }
            used += bits;
            // By 64 bits a word can't be shifted at once.
            word = word >> (bits - 1) >> 1;
            ends = ends >> (bits - 1) >> 1;
        }
        pos += used as usize / 8;
    }
    let mut rest = Cursor::at(data, pos);
    for to in out {
        *to = rest.varint()?.cast_signed();
    }
    if rest.at_end() { Ok(()) } else { Err(rest.error(WireProblem::Truncated)) }
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
            small in prop::collection::vec(0..200u64, 0..40),
            noise in prop::collection::vec(any::<u8>(), 0..12),
        ) {
            let mut data = Vec::new();
            for (value, shift) in values {
                prost::encoding::encode_varint(value >> shift, &mut data);
            }
            for value in small {
                prost::encoding::encode_varint(value, &mut data);
            }
            data.extend(noise);
            let mut got = Vec::new();
            match (append(&data, &mut got), one_by_one(&data)) {
                (Ok(()), Ok(expected)) => prop_assert_eq!(got, expected),
                (Err(got), Err(expected)) => prop_assert_eq!(got.problem, expected.problem),
                (got, expected) => prop_assert!(false, "{got:?} is not {expected:?}"),
            }
        }
    }
}
