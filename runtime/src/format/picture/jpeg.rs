//! libjpeg's decoder with its accurate inverse DCT, which gives the same values as TensorFlow's.

use std::any::Any;
use std::io::{self, BufRead, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use mozjpeg::{ColorSpace, Decompress, Marker};

use super::{Wanted, plausible};

/// A block of 64 points has at least a bit; twice that, for pictures whose brightness is subsampled.
const MOST: usize = 8 * 64 * 2;

pub(super) fn decode(bytes: &[u8], wanted: Wanted, values: &mut Vec<u8>) -> Result<[usize; 3], String> {
    if wanted.deep {
        return Err("it is a JPEG, which has no values of 16 bits".into());
    }
    // The library unwinds where libjpeg gives up. Nothing of what it was at is used then.
    catch_unwind(AssertUnwindSafe(|| unwinding(bytes, wanted.channels, values)))
        .unwrap_or_else(|cause| Err(message(&*cause)))
}

fn message(cause: &(dyn Any + Send)) -> String {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let text = text.unwrap_or("it is broken");
    match text.strip_prefix("libjpeg fatal error: ").unwrap_or(text) {
        "Input file read error" => "the JPEG ends early".to_owned(),
        text => text.to_owned(),
    }
}

fn unwinding(bytes: &[u8], channels: usize, values: &mut Vec<u8>) -> Result<[usize; 3], String> {
    let wrong = |error: io::Error| error.to_string();
    let picture = Decompress::with_markers(&[Marker::APP(14)]).from_reader(Whole(bytes)).map_err(wrong)?;
    plausible(bytes.len(), MOST, [picture.height(), picture.width()])?;
    let four = matches!(picture.color_space(), ColorSpace::JCS_CMYK | ColorSpace::JCS_YCCK);
    let to = match (channels, picture.color_space()) {
        (0 | 3, _) if four => ColorSpace::JCS_CMYK,
        (0, ColorSpace::JCS_GRAYSCALE) | (1, _) => ColorSpace::JCS_GRAYSCALE,
        (0 | 3, _) => ColorSpace::JCS_RGB,
        (channels, _) => return Err(format!("it is a JPEG, which has no {channels} channels")),
    };
    let adobe = picture.markers().any(|marker| marker.data.len() >= 12 && marker.data.starts_with(b"Adobe"));
    let mut started = picture.to_colorspace(to).map_err(wrong)?;
    let (height, width) = (started.height(), started.width());
    let start = values.len();
    let size = started.min_flat_buffer_size();
    values.resize(start.checked_add(size).ok_or("it is too large")?, 0);
    started.read_scanlines_into(values.get_mut(start..).unwrap_or_default()).map_err(wrong)?;
    started.finish().map_err(wrong)?;
    if to == ColorSpace::JCS_CMYK {
        let points = values.split_off(start);
        values.extend(points.chunks_exact(4).flat_map(|point| rgb(point, adobe)));
    }
    let channels = values.len().saturating_sub(start) / (height * width).max(1);
    Ok([height, width, channels])
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

/// All bytes of a picture; to read on behind them is an error, and not the end.
struct Whole<'a>(&'a [u8]);

impl Read for Whole<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into)
    }
}

impl BufRead for Whole<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self.0.is_empty() {
            true => Err(io::Error::other("the JPEG ends early")),
            false => Ok(self.0),
        }
    }

    fn consume(&mut self, count: usize) {
        self.0.consume(count);
    }
}
