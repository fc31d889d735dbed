//! Damaged pictures give an error or other values, and nothing else.

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
    assert!(decode(b"BM......", Wanted { channels: 3, deep: false }, &mut Vec::new()).is_err());
    assert!(decode(&[], Wanted { channels: 3, deep: false }, &mut Vec::new()).is_err());
}
