//! The fixtures, and the values that TensorFlow read from them.

use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures")
}

/// The files of a fixture's folder whose names contain `part`, sorted.
pub(super) fn files(folder: &str, part: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(fixtures().join(folder)).expect("the fixture is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    files.retain(|file| file.file_name().is_some_and(|name| name.to_string_lossy().contains(part)));
    files.sort();
    assert!(!files.is_empty(), "no {part} in {folder}");
    files
}

/// An array file: its dtype (`<f4`) and bytes.
pub(super) struct Npy {
    pub(super) dtype: String,
    pub(super) bytes: Vec<u8>,
}

pub(super) fn npy(path: &str) -> Npy {
    let file = fs::read(fixtures().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(&file[..8], b"\x93NUMPY\x01\x00");
    let len = usize::from(u16::from_le_bytes([file[8], file[9]]));
    let header = std::str::from_utf8(&file[10..10 + len]).unwrap();
    assert!(header.contains("'fortran_order': False"));
    let after = |key: &str| header.split_once(key).unwrap().1;
    let dtype = after("'descr': '").split_once('\'').unwrap().0.to_owned();
    Npy { dtype, bytes: file[10 + len..].to_vec() }
}

impl Npy {
    pub(super) fn f32(&self) -> Vec<f32> {
        assert_eq!(self.dtype, "<f4");
        self.bytes.chunks_exact(4).map(|item| f32::from_le_bytes(item.try_into().unwrap())).collect()
    }

    /// Integers of 32 or 64 bits.
    pub(super) fn i64(&self) -> Vec<i64> {
        match self.dtype.as_str() {
            "<i8" => {
                self.bytes.chunks_exact(8).map(|item| i64::from_le_bytes(item.try_into().unwrap())).collect()
            }
            "<i4" => self
                .bytes
                .chunks_exact(4)
                .map(|item| i32::from_le_bytes(item.try_into().unwrap()).into())
                .collect(),
            other => panic!("{other}"),
        }
    }
}

/// Strings as the fixtures store them: a count, then each with its length, in `u64`s.
pub(super) fn strings(path: &str) -> Vec<Vec<u8>> {
    let file = fs::read(fixtures().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut rest = file.as_slice();
    let mut take = |len: usize| {
        let (taken, left) = rest.split_at(len);
        rest = left;
        taken.to_vec()
    };
    let number = |bytes: Vec<u8>| u64::from_le_bytes(bytes.try_into().unwrap()) as usize;
    let count = number(take(8));
    let strings = (0..count).map(|_| {
        let len = number(take(8));
        take(len)
    });
    let strings = strings.collect();
    assert!(rest.is_empty());
    strings
}

/// Floats compared by their bits, so that every NaN counts.
#[track_caller]
pub(super) fn same_floats(got: &[f32], expected: &[f32]) {
    let bits = |values: &[f32]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(got), bits(expected));
}
