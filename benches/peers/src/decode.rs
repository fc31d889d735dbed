//! Codecs, and nothing around them.

use std::io::Cursor;

use tfrecord::protobuf::feature::Kind;
use tfrecord::{ExampleIter, RecordReaderConfig};

use crate::{Result, Sample, Samples, files, time};

/// How often the pictures are decoded in a run, as in the other ways.
const EPOCHS: usize = 10;

pub(crate) fn run(png: &str, jpeg: &str, repeats: usize) -> Result<Samples> {
    let (pngs, jpegs) = (pictures(png)?, pictures(jpeg)?);
    let mut samples = Samples::new();
    for _ in 0..repeats {
        samples.entry("codec_png").or_default().push(timed(&pngs, decode_png)?);
        samples.entry("codec_jpeg").or_default().push(timed(&jpegs, decode_jpeg)?);
    }
    Ok(samples)
}

/// The encoded pictures of a TFDS directory's `train`.
fn pictures(folder: &str) -> Result<Vec<Vec<u8>>> {
    let mut pictures = Vec::new();
    for file in files(folder)?.iter().filter(|file| file.to_string_lossy().contains("-train.tfrecord-")) {
        for example in ExampleIter::open(file, RecordReaderConfig { check_integrity: true })? {
            let mut features = example?.features.unwrap_or_default().feature;
            match features.remove("image").and_then(|feature| feature.kind) {
                Some(Kind::BytesList(list)) => pictures.extend(list.value),
                _ => return Err("an example has no picture".into()),
            }
        }
    }
    Ok(pictures)
}

/// Decodes all pictures several times into one buffer; the sum is of the CRC-32 of each.
fn timed(pictures: &[Vec<u8>], decode: fn(&[u8], &mut Vec<u8>) -> Result<()>) -> Result<Sample> {
    let mut values = Vec::new();
    let mut sum = 0.0;
    for picture in pictures {
        decode(picture, &mut values)?;
        let mut crc = flate2::Crc::new();
        crc.update(&values);
        sum += f64::from(crc.sum());
    }
    let all = || {
        for picture in pictures.iter().cycle().take(pictures.len() * EPOCHS) {
            decode(picture, &mut values)?;
            std::hint::black_box(&values);
        }
        Ok(pictures.len() * EPOCHS)
    };
    time(all, |pictures| (*pictures, Some(sum)))
}

fn decode_png(bytes: &[u8], values: &mut Vec<u8>) -> Result<()> {
    let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info()?;
    values.resize(reader.output_buffer_size().ok_or("too large")?, 0);
    reader.next_frame(values)?;
    Ok(())
}

fn decode_jpeg(bytes: &[u8], values: &mut Vec<u8>) -> Result<()> {
    let mut decoder = libjpeg_turbo_rs::Decoder::new(bytes)?;
    decoder.set_output_format(libjpeg_turbo_rs::PixelFormat::Rgb);
    values.resize(decoder.output_buffer_size()?, 0);
    decoder.decode_image_into(values)?;
    Ok(())
}
