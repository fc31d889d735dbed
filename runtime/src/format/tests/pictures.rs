//! Pictures against what TensorFlow decodes them to; damaged ones give an error or other values, and nothing else.

use super::truth::fixtures;
use crate::format::RecordReader;
use crate::format::picture::{Wanted, decode};

/// The pictures in the records of a TFDS directory, each with what lies behind it.
fn pictures() -> Vec<Vec<u8>> {
    let file = "extra/tfds/kinds/1.0.0/kinds-test.tfrecord-00000-of-00001";
    let mut reader = RecordReader::open(fixtures().join(file), None).expect("opens");
    let mut all = Vec::new();
    while let Some(record) = reader.next().expect("reads") {
        for start in [&b"\x89PNG"[..], b"\xff\xd8\xff"] {
            let found = record.windows(start.len()).position(|bytes| bytes == start);
            all.extend(found.map(|at| record[at..].to_vec()));
        }
    }
    all
}

#[test]
fn flipped_bytes_do_not_panic() {
    let pictures = pictures();
    assert!(pictures.iter().any(|picture| picture[0] == 0xff) && pictures.len() > 4);
    let mut values = Vec::new();
    for picture in &pictures {
        for at in 0..picture.len().min(700) {
            for flip in [0x01, 0x80, 0xff] {
                let mut picture = picture.clone();
                picture[at] ^= flip;
                for wanted in [Wanted { channels: 3, deep: false }, Wanted { channels: 0, deep: true }] {
                    values.clear();
                    if let Ok([height, width, channels]) = decode(&picture, wanted, &mut values) {
                        assert_eq!(values.len(), height * width * channels * (1 + usize::from(wanted.deep)));
                    }
                }
            }
        }
    }
}

#[test]
fn sizes_that_cannot_be_are_refused() {
    let png = pictures().into_iter().find(|picture| picture[0] == 0x89).expect("a PNG");
    let mut huge = png.clone();
    huge[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
    assert!(decode(&huge, Wanted { channels: 3, deep: false }, &mut Vec::new()).is_err());
    let mut jpeg = pictures().into_iter().find(|picture| picture[0] == 0xff).expect("a JPEG");
    let frame = jpeg.windows(3).position(|bytes| matches!(bytes, [0xff, 0xc0..=0xc2, 0])).expect("a frame");
    jpeg[frame + 5..frame + 9].fill(0xff);
    assert!(decode(&jpeg, Wanted { channels: 3, deep: false }, &mut Vec::new()).is_err());
    assert!(decode(b"BM......", Wanted { channels: 3, deep: false }, &mut Vec::new()).is_err());
    assert!(decode(&[], Wanted { channels: 3, deep: false }, &mut Vec::new()).is_err());
}

/// Every way that a JPEG can be coded: TensorFlow's values, and an error where it gives one.
#[cfg(feature = "jpeg")]
#[test]
fn jpegs_of_every_kind() {
    let truth =
        std::fs::read_to_string(fixtures().join("extra/jpegs/truth.txt")).expect("the fixture is there");
    let mut reader =
        RecordReader::open(fixtures().join("extra/jpegs/pictures.tfrecord"), None).expect("opens");
    let mut values = Vec::new();
    for line in truth.lines() {
        let jpeg = reader.next().expect("reads").expect("a picture for each line");
        for (channels, expected) in [0, 1, 3].into_iter().zip(line.split(' ')) {
            values.clear();
            let decoded = decode(jpeg, Wanted { channels, deep: false }, &mut values);
            let got = decoded.map(|[height, width, channels]| {
                assert_eq!(values.len(), height * width * channels, "{line}");
                let mut crc = flate2::Crc::new();
                crc.update(&values);
                format!("{:08x}", crc.sum())
            });
            assert_eq!(got.as_deref().unwrap_or("-"), expected, "{channels} channels of {line}: {got:?}");
        }
    }
    assert!(reader.next().expect("reads").is_none());
}
