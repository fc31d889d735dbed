//! CRC-32C as TFRecord stores it: "masked", since the checksum of bytes that hold checksums is a weak one.

const POLYNOMIAL: u32 = 0x82f6_3b78; // Castagnoli, bits reversed
const MASK: u32 = 0xa282_ead8;

/// `TABLES[k][b]` is the effect of byte `b` with `k` more bytes to come.
static TABLES: [[u32; 256]; 8] = tables();

const fn tables() -> [[u32; 256]; 8] {
    let mut tables = [[0u32; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ POLYNOMIAL } else { crc >> 1 };
            bit += 1;
        }
        tables[0][byte] = crc;
        byte += 1;
    }
    let mut level = 1;
    while level < 8 {
        let mut byte = 0;
        while byte < 256 {
            let below = tables[level - 1][byte];
            tables[level][byte] = (below >> 8) ^ tables[0][(below & 0xff) as usize];
            byte += 1;
        }
        level += 1;
    }
    tables
}

fn mask(crc: u32) -> u32 {
    crc.rotate_right(15).wrapping_add(MASK)
}

/// The masked checksum of a record's data.
#[inline]
pub(crate) fn masked(data: &[u8]) -> u32 {
    mask(crc32c::crc32c(data))
}

/// The masked checksum of a record's length. For so few bytes eight table look-ups are several times faster
/// than a call into code made for long data.
#[inline]
pub(crate) fn masked_of_length(length: [u8; 8]) -> u32 {
    let word = u64::from_le_bytes(length) ^ 0xffff_ffff;
    let mut crc = 0;
    for (table, byte) in TABLES.iter().rev().zip(word.to_le_bytes()) {
        crc ^= table[usize::from(byte)];
    }
    mask(!crc)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_of_a_length_is_the_checksum_of_its_bytes() {
        for length in [0, 1, 49, 1 << 20, 1 << 60, u64::MAX, 0x0123_4567_89ab_cdef_u64] {
            assert_eq!(masked_of_length(length.to_le_bytes()), masked(&length.to_le_bytes()));
        }
    }

    #[test]
    fn known_value() {
        assert_eq!(crc32c::crc32c(b"123456789"), 0xe306_9283);
        assert_eq!(mask(0), MASK);
    }
}
