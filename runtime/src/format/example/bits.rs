//! Instructions that put bits together, where the processor has them.

use super::varint::{append_with, highs, lows};
use crate::format::wire::WireError;

/// [`append_with`], in the fastest way that this processor has.
#[inline]
pub(super) fn append(data: &[u8], to: &mut Vec<i64>) -> Result<(), WireError> {
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
#[target_feature(enable = "bmi1,bmi2,popcnt,avx2")]
fn with_pext(data: &[u8], to: &mut Vec<i64>) -> Result<(), WireError> {
    use std::arch::x86_64::_pext_u64;
    let lows = |word| _pext_u64(word, 0x7f7f_7f7f_7f7f_7f7f);
    append_with(data, to, lows, |word| _pext_u64(word, 0x8080_8080_8080_8080))
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
            let (mut fast, mut plain) = (Vec::new(), Vec::new());
            let results =
                (append(&data[..end], &mut fast), append_with(&data[..end], &mut plain, lows, highs));
            assert_eq!(results.0, results.1);
            assert!(results.0.is_err() || fast == plain);
        }
    }
}
