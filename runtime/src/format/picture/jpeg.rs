//! A port of libjpeg-turbo to Rust, whose accurate inverse DCT gives the same values as TensorFlow's.

use libjpeg_turbo_rs::{ColorSpace, Decoder, JpegError, MarkerSaveConfig, PixelFormat};

use super::{Wanted, plausible};

/// A block of 64 points has at least a bit; twice that, for pictures whose brightness is subsampled.
const MOST: usize = 8 * 64 * 2;

pub(super) fn decode(bytes: &[u8], wanted: Wanted, values: &mut Vec<u8>) -> Result<[usize; 3], String> {
    if wanted.deep {
        return Err("it is a JPEG, which has no values of 16 bits".into());
    }
    let mut decoder = Decoder::new(bytes).map_err(wrong)?;
    let header = decoder.header();
    if header.precision != 8 || header.is_lossless {
        return Err("it is a JPEG of a kind that TensorFlow does not read".into());
    }
    let (height, width) = (header.height(), header.width());
    plausible(bytes.len(), MOST, [height, width])?;
    let space = decoder.jpeg_color_space();
    let four = matches!(space, ColorSpace::Cmyk | ColorSpace::Ycck);
    let (format, channels) = match (wanted.channels, space) {
        (_, ColorSpace::Unknown) => return Err("it is a JPEG of unknown colours".into()),
        (0 | 3, _) if four => (PixelFormat::Cmyk, 3),
        (0, ColorSpace::Grayscale) => (PixelFormat::Grayscale, 1),
        (1, _) if !four => (PixelFormat::Grayscale, 1),
        (0 | 3, _) => (PixelFormat::Rgb, 3),
        (channels, _) => return Err(format!("it is a JPEG, which is not read with {channels} channels")),
    };
    // TensorFlow wants the marker of the end, the decoder does not.
    if memchr::memmem::rfind(bytes, b"\xff\xd9").is_none() {
        return Err(ENDS_EARLY.into());
    }
    decoder.set_output_format(format);
    // As libjpeg does by itself with progressive pictures that are not all there.
    decoder.set_block_smoothing(true);
    let size = decoder.output_buffer_size().map_err(wrong)?;
    let start = values.len();
    values.resize(start.checked_add(size).ok_or("it is too large")?, 0);
    decoder.decode_image_into(values.get_mut(start..).unwrap_or_default()).map_err(wrong)?;
    if four {
        decoder.save_markers(MarkerSaveConfig::Specific(vec![0xee]));
        let adobe = decoder.saved_markers().iter().any(|marker| marker.data.starts_with(b"Adobe"));
        let points = values.split_off(start);
        values.extend(points.chunks_exact(4).flat_map(|point| rgb(point, adobe)));
    }
    Ok([height, width, channels])
}

const ENDS_EARLY: &str = "the JPEG ends early";

fn wrong(error: JpegError) -> String {
    match error {
        JpegError::UnexpectedEof => ENDS_EARLY.to_owned(),
        error => error.to_string(),
    }
}

/// Red, green and blue of cyan, magenta, yellow and black, which Adobe's programs store inverted.
fn rgb(point: &[u8], adobe: bool) -> [u8; 3] {
    let black = u32::from(point[3]);
    [point[0], point[1], point[2]].map(|ink| {
        let ink = u32::from(ink);
        let light = if adobe { black * ink } else { (255 - black) * (255 - ink) };
        u8::try_from(light / 255).unwrap_or(u8::MAX)
    })
}
