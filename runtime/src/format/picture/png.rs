use std::io::Cursor;

use png::{BitDepth, ColorType, Decoder, Transformations};

use super::{Wanted, plausible};

/// zlib makes at most so many bytes of one, each of which has up to eight points.
const MOST: usize = 1032 * 8;

pub(super) fn decode(bytes: &[u8], wanted: Wanted, values: &mut Vec<u8>) -> Result<[usize; 3], String> {
    let wrong = |error: png::DecodingError| error.to_string();
    let mut decoder = Decoder::new(Cursor::new(bytes));
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let expand = Transformations::EXPAND;
    decoder.set_transformations(if wanted.deep { expand } else { expand | Transformations::STRIP_16 });
    let mut reader = decoder.read_info().map_err(wrong)?;
    let info = reader.info();
    let (width, height) = (info.width as usize, info.height as usize);
    plausible(bytes.len(), MOST, [height, width])?;
    let source = Source {
        palette: info.color_type == ColorType::Indexed,
        transparent: info.trns.is_some(),
        filler: if info.bit_depth as u8 >= 8 { 0xff } else { (1 << info.bit_depth as u8) - 1 },
    };
    let size = reader.output_buffer_size().ok_or("it is too large")?;
    let start = values.len();
    values.resize(start.checked_add(size).ok_or("it is too large")?, 0);
    let frame = reader.next_frame(values.get_mut(start..).unwrap_or_default()).map_err(wrong)?;
    values.truncate(start + frame.buffer_size());
    let have = frame.color_type.samples();
    let to = match wanted.channels {
        0 if source.transparent && !source.palette => have - 1,
        0 => have,
        channels => channels,
    };
    if wanted.deep {
        return deep(values, start, frame.bit_depth, have, to).map(|()| [height, width, to]);
    }
    if have != to {
        let decoded = values.split_off(start);
        channels(&decoded, have, to, source.filler, values)?;
    }
    Ok([height, width, to])
}

/// What the file says of its values.
struct Source {
    palette: bool,
    transparent: bool,
    /// TensorFlow's opaque alpha where there is none in the file: the largest value before it is scaled.
    filler: u8,
}

/// Points of `have` channels as points of `to`.
fn channels(points: &[u8], have: usize, to: usize, filler: u8, values: &mut Vec<u8>) -> Result<(), String> {
    match (have, to) {
        (2, 1) => values.extend(points.chunks_exact(2).filter_map(|point| point.first())),
        (1 | 2, 3) => values.extend(points.chunks_exact(have).flat_map(|point| [point[0]; 3])),
        (1, 4) => values.extend(points.iter().flat_map(|gray| [*gray, *gray, *gray, filler])),
        (2, 4) => {
            values.extend(points.chunks_exact(2).flat_map(|point| [point[0], point[0], point[0], point[1]]))
        }
        (4, 3) => values.extend(points.chunks_exact(4).flat_map(|point| [point[0], point[1], point[2]])),
        (3, 4) => {
            values.extend(points.chunks_exact(3).flat_map(|point| [point[0], point[1], point[2], filler]))
        }
        _ => return Err(unlike(have, to)),
    }
    Ok(())
}

/// Values of 16 bits, which the file has with the high byte first.
fn deep(values: &mut Vec<u8>, start: usize, depth: BitDepth, have: usize, to: usize) -> Result<(), String> {
    if have != to {
        return Err(unlike(have, to));
    }
    match depth {
        BitDepth::Sixteen => {
            for value in values.get_mut(start..).unwrap_or_default().chunks_exact_mut(2) {
                if let Ok(bytes) = <[u8; 2]>::try_from(&*value) {
                    value.copy_from_slice(&u16::from_be_bytes(bytes).to_ne_bytes());
                }
            }
        }
        // TensorFlow repeats the eight bits.
        _ => {
            let bytes = values.split_off(start);
            values.extend(bytes.into_iter().flat_map(|byte| [byte, byte]));
        }
    }
    Ok(())
}

fn unlike(have: usize, to: usize) -> String {
    format!("it has {have} channels, which only TensorFlow turns into {to}; use `Engine::TensorFlow`")
}
