//! Pictures, decoded to the values that TensorFlow decodes them to.

#[cfg(feature = "jpeg")]
mod jpeg;
mod png;

/// What a picture is decoded to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// How many channels: 1, 3 or 4; 0 is as many as it has.
    pub channels: usize,
    /// Whether values have 16 bits, and not 8.
    pub deep: bool,
}

/// Whether this build decodes JPEG as TensorFlow does.
pub(crate) const JPEG: bool = cfg!(feature = "jpeg");

/// Adds the values of a picture, row by row, in the byte order of this machine. Returns its height, width and
/// channels.
///
/// # Errors
/// What is wrong with it, in words. A part of it may then have been added.
pub fn decode(bytes: &[u8], wanted: Wanted, values: &mut Vec<u8>) -> Result<[usize; 3], String> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => png::decode(bytes, wanted, values),
        #[cfg(feature = "jpeg")]
        [0xff, 0xd8, 0xff, ..] => jpeg::decode(bytes, wanted, values),
        #[cfg(not(feature = "jpeg"))]
        [0xff, 0xd8, 0xff, ..] => {
            Err("JPEG is not read without the feature `jpeg` of the crate; use `Engine::TensorFlow`".into())
        }
        _ => Err(format!(
            "it is neither PNG nor JPEG, which are read; its {} bytes begin otherwise",
            bytes.len()
        )),
    }
}

/// Sizes that no file of so many bytes decodes to are refused before memory is set aside: `most` values a byte.
fn plausible(bytes: usize, most: usize, size: [usize; 2]) -> Result<(), String> {
    let [height, width] = size;
    match height.checked_mul(width) {
        Some(all) if all <= bytes.saturating_mul(most) => Ok(()),
        _ => Err(format!("it is said to have {height} x {width} points, which {bytes} bytes can't hold")),
    }
}
