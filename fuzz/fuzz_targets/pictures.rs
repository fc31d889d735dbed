//! Pictures as the image features of TFDS hold them: no panic, as many values as the shape says, and no more memory
//! than the size in the header needs.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tfdata::__format::picture::{Wanted, decode};
use tfdata_fuzz::memory::within;

/// What stands for a point while a picture is decoded: its values in 16 bits, once more in the wanted channels, and
/// the coefficients of a progressive JPEG.
const POINT: usize = 64;

// The first byte says what is wanted of the picture behind it.
fuzz_target!(|input: &[u8]| {
    let Some((wanted, picture)) = input.split_first() else { return };
    let wanted = Wanted { channels: usize::from(wanted & 0x7f) % 6, deep: wanted & 0x80 != 0 };
    let said = sizes(picture).map(points).max().unwrap_or_default();
    // More points than can be coded in so many bytes are refused before there is memory for them.
    let points = said.min(8 * 1032 * (picture.len() + 1));
    within((1 << 20) + 16 * picture.len() + POINT * points, || {
        let mut values = b"before".to_vec();
        if let Ok([height, width, channels]) = decode(picture, wanted, &mut values) {
            assert!(values.starts_with(b"before"));
            assert_eq!(values.len() - 6, height * width * channels * (1 + usize::from(wanted.deep)));
            assert!(wanted.channels == 0 || channels == wanted.channels);
        }
    });
});

/// Every height and width that some header in these bytes may say.
fn sizes(picture: &[u8]) -> impl Iterator<Item = [usize; 2]> {
    let png = picture.get(16..24).map(|size| [number(&size[..4]), number(&size[4..])]);
    let jpeg = picture.windows(9).filter(|bytes| bytes[0] == 0xff && bytes[1] & 0xf0 == 0xc0);
    png.into_iter().chain(jpeg.map(|bytes| [number(&bytes[5..7]), number(&bytes[7..])]))
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

/// The points of so many rows and columns; a JPEG has whole blocks of at most 32 of each.
fn points([height, width]: [usize; 2]) -> usize {
    height.next_multiple_of(32).saturating_mul(width.next_multiple_of(32))
}
