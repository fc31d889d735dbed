//! Instructions that put bits together, where the processor has them.

use super::varint::{append_with, highs, lows};
use crate::format::wire::WireError;

/// [`append_with`], in the fastest way that this processor has.
#[inline]
pub(super) fn append(data: &[u8], to: &mut Vec<i64>) -> Result<(), WireError> {
    if let Some(appended) = in_lanes(data, to) {
        return appended;
    }
    // Processors whose `pext` is slow don't have `vpclmulqdq` either.
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("bmi1")
        && std::arch::is_x86_feature_detected!("bmi2")
        && std::arch::is_x86_feature_detected!("popcnt")
        && std::arch::is_x86_feature_detected!("avx2")
        && std::arch::is_x86_feature_detected!("vpclmulqdq")
    {
        // SAFETY: the function is safe but for its features, which this processor was just found to have.
        return unsafe { with_pext(data, to) };
    }
    append_with(data, to, lows, highs)
}

#[cfg(target_arch = "x86_64")]
#[rustversion::since(1.89)]
use wide::append as in_lanes;

/// Where neither the compiler nor the processor has what [`append`] would use first.
#[cfg_attr(target_arch = "x86_64", rustversion::before(1.89))]
fn in_lanes(_: &[u8], _: &mut Vec<i64>) -> Option<Result<(), WireError>> {
    None
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "bmi1,bmi2,popcnt,avx2")]
fn with_pext(data: &[u8], to: &mut Vec<i64>) -> Result<(), WireError> {
    use std::arch::x86_64::_pext_u64;
    let lows = |word| _pext_u64(word, 0x7f7f_7f7f_7f7f_7f7f);
    append_with(data, to, lows, |word| _pext_u64(word, 0x8080_8080_8080_8080))
}

/// Sixteen varints at once, where the processor has AVX-512 with its shuffles of bytes.
#[cfg(target_arch = "x86_64")]
#[rustversion::since(1.89)]
#[allow(clippy::incompatible_msrv, reason = "it is there from the Rust on that has these instructions")]
mod wide {
    use std::arch::x86_64::*;

    use crate::format::wire::{Cursor, WireError};

    /// The bytes that are looked at, and the varints of at most four bytes that are then decoded.
    const BLOCK: usize = 64;
    const LANES: usize = 16;

    /// Appends every varint in `data` to `to`; `None` if the processor can't.
    #[inline]
    pub(super) fn append(data: &[u8], to: &mut Vec<i64>) -> Option<Result<(), WireError>> {
        let able = is_x86_feature_detected!("avx512vbmi2")
            && is_x86_feature_detected!("avx512vbmi")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("popcnt");
        // SAFETY: the function is safe but for its features, which this processor was just found to have.
        able.then(|| unsafe { append_wide(data, to) })
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
    fn append_wide(data: &[u8], to: &mut Vec<i64>) -> Result<(), WireError> {
        let mut begin = 0;
        while begin < data.len() {
            let rest = data.get(begin..).unwrap_or_default();
            let block = match rest.first_chunk() {
                Some(block) => load(block),
                None => load(&padded(rest)),
            };
            let more = _mm512_movepi8_mask(block);
            // The end of the last varint of these, and which bytes of them go on after the fourth one of theirs.
            let count = LANES.min((!more).count_ones() as usize);
            let last = _pdep_u64(1 << count >> 1, !more);
            let long = more & more >> 1 & more >> 2 & more >> 3 & (last | last.wrapping_sub(1));
            if long != 0 {
                let mut first = Cursor::at(data, begin);
                to.push(first.varint()?.cast_signed());
                begin = first.pos();
                continue;
            }
            let values = decode(block, !more);
            match count {
                LANES => to.extend_from_slice(&values),
                some => to.extend_from_slice(values.get(..some).unwrap_or_default()),
            }
            begin += last.trailing_zeros() as usize + 1;
        }
        Ok(())
    }

    /// The last bytes, and behind them such as end no varint.
    fn padded(rest: &[u8]) -> [u8; BLOCK] {
        let mut block = [0x80; BLOCK];
        if let Some(start) = block.get_mut(..rest.len()) {
            start.copy_from_slice(rest);
        }
        block
    }

    /// The first sixteen varints of a block, whose last bytes have these bits.
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2")]
    fn decode(block: __m512i, ends: u64) -> [i64; LANES] {
        // Where each begins; then the four bytes from there on; then those of them that are its own.
        let numbers = load(&std::array::from_fn(|byte| byte as u8));
        let starts = _mm512_maskz_compress_epi8(ends << 1 | 1, numbers);
        let lanes = load(&std::array::from_fn(|byte| byte as u8 / 4));
        let bytes = load(&std::array::from_fn(|byte| byte as u8 % 4));
        let four =
            _mm512_permutexvar_epi8(_mm512_add_epi8(_mm512_permutexvar_epi8(lanes, starts), bytes), block);
        let end = _mm512_andnot_si512(four, _mm512_set1_epi32(0x8080_8080_u32 as i32));
        let own = _mm512_xor_si512(end, _mm512_sub_epi32(end, _mm512_set1_epi32(1)));
        let sevens = _mm512_and_si512(_mm512_and_si512(four, own), _mm512_set1_epi32(0x7f7f_7f7f));
        // Seven bits and seven times 128 make fourteen, two of those make 28.
        let fourteens = _mm512_maddubs_epi16(_mm512_set1_epi16(0x8001_u16 as i16), sevens);
        let values = _mm512_madd_epi16(fourteens, _mm512_set1_epi32(0x4000_0001));
        let low = _mm512_cvtepu32_epi64(_mm512_castsi512_si256(values));
        let high = _mm512_cvtepu32_epi64(_mm512_extracti64x4_epi64::<1>(values));
        let mut all = [0; LANES];
        let (first, second) = all.split_at_mut(LANES / 2);
        // SAFETY: this half of the array has the 64 bytes that are written, and no alignment is needed.
        unsafe { _mm512_storeu_si512(first.as_mut_ptr().cast(), low) };
        // SAFETY: so has the other half.
        unsafe { _mm512_storeu_si512(second.as_mut_ptr().cast(), high) };
        all
    }

    #[target_feature(enable = "avx512f")]
    fn load(block: &[u8; BLOCK]) -> __m512i {
        // SAFETY: the array has the 64 bytes that are read, and no alignment is needed.
        unsafe { _mm512_loadu_si512(block.as_ptr().cast()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_are_the_same() {
        let mut data = Vec::new();
        for value in (0..2000u64).map(|at| at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (at % 64)) {
            prost::encoding::encode_varint(value, &mut data);
        }
        for end in [data.len(), 0, 1, 9, 47, 48, 49, 500] {
            let (mut fast, mut plain) = (vec![7], vec![7]);
            let results =
                (append(&data[..end], &mut fast), append_with(&data[..end], &mut plain, lows, highs));
            assert_eq!(results.0, results.1);
            assert!(results.0.is_err() || fast == plain);
        }
    }
}
