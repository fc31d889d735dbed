//! Saved datasets with one thing wrong each: what TensorFlow makes of them, and what comes of them here. Nothing
//! that is wrong goes unsaid, and the messages name the file or the element.

use std::path::Path;

use ndarray::Array1;
use serde_json::Value;
use tfdata::{Dataset, Element, Error};
use tfdata_tests::{both, fixture, tensorflow};

/// What TensorFlow does, as recorded with the fixtures.
#[derive(Debug, PartialEq)]
enum Python {
    /// It gives all eight elements.
    All,
    /// It gives so many, and says nothing.
    Silent(u64),
    /// It gives so many, and then an error.
    Error(u64),
    Crash,
}

/// What comes of it here.
enum Ours {
    All,
    /// `open()` says this.
    Refused(&'static str),
    /// So many elements, and then this.
    Error(usize, &'static str),
}

#[rustfmt::skip]
const CASES: [(&str, Python, Ours); 18] = [
    ("ok", Python::All, Ours::All),
    ("no_dataset_spec", Python::Error(0), Ours::Refused("there is no `dataset_spec.pb` in it")),
    ("empty_spec", Python::Error(0), Ours::Refused("dataset_spec.pb: ")),
    ("garbage_spec", Python::Error(0), Ours::Refused("dataset_spec.pb: ")),
    ("spec_says_double", Python::Error(0), Ours::Refused("`x` is float32, in `dataset_spec.pb` it is float64")),
    ("spec_wrong_shape", Python::Error(0), Ours::Refused("shape [4], in `dataset_spec.pb` it is [7]")),
    ("no_metadata", Python::Error(0), Ours::Refused("snapshot.metadata: ")),
    ("garbage_metadata", Python::Error(0), Ours::Refused("snapshot.metadata: ")),
    ("not_finalized", Python::Silent(8), Ours::Refused("`ds.save(path)` was interrupted")),
    ("version_1", Python::Crash, Ours::Refused("its format has version 1")),
    ("version_99", Python::Error(0), Ours::Refused("its format has version 99")),
    ("wrong_dtype_in_metadata", Python::Silent(8), Ours::Refused("`day` is ")),
    ("wrong_num_elements", Python::Silent(8), Ours::Error(8, "ended after 8 elements, but promises 1000")),
    ("no_run_dir", Python::Silent(0), Ours::Refused("which has no shards")),
    ("empty_shard_dir", Python::Error(0), Ours::Refused("which has no shards")),
    ("truncated_snapshot", Python::Silent(4), Ours::Error(4, "record 12, byte 399: 1 stray bytes at the end")),
    ("whole_component_missing", Python::Silent(7), Ours::Error(7, "the data ends inside an element, after 2 of its 3 components")),
    ("flipped_snapshot", Python::Error(3), Ours::Error(3, "corrupted record at 369")),
];

#[derive(Element)]
struct Day {
    day: i64,
    kind: String,
    x: Array1<f32>,
}

fn recorded(results: &Value, case: &str) -> Python {
    let load = &results["cases"][format!("save_{case}")]["load"];
    match (load["elements_before_error"].as_u64(), load["error"].is_null()) {
        (Some(8), true) if case == "ok" => Python::All,
        (Some(elements), true) => Python::Silent(elements),
        (Some(elements), false) => Python::Error(elements),
        (None, _) => Python::Crash,
    }
}

#[test]
fn each_is_said() {
    tensorflow();
    let results = std::fs::read(fixture("malformed/results.json")).expect("a file");
    let results: Value = serde_json::from_slice(&results).expect("JSON");
    let folders = std::fs::read_dir(fixture("malformed/save")).expect("a folder").count();
    assert_eq!(folders, CASES.len());
    for (case, python, ours) in CASES {
        assert_eq!(recorded(&results, case), python, "{case}");
        let folder = fixture(&format!("malformed/save/{case}"));
        let opened = Dataset::<Day>::load(&folder).open();
        match (ours, opened) {
            (Ours::Refused(expected), opened) => {
                let error = opened.map(drop).expect_err(case);
                let file = match &error {
                    Error::Open { dataset, .. } => Path::new(dataset),
                    Error::Io { path, .. } => path,
                    other => panic!("{case}: {other}"),
                };
                assert!(file.starts_with(&folder), "{case}: {file:?}");
                let message = error.to_string();
                assert!(message.contains(expected), "{case}: {message}");
                assert!(message.contains(&format!("malformed/save/{case}")), "{case}: {message}");
            }
            (Ours::Error(elements, expected), opened) => {
                let [tensorflow, native] = both(&opened.expect(case));
                check_error(case, &tensorflow, elements, expected);
                let expected = match case {
                    "flipped_snapshot" => "the checksum of the record's data is",
                    _ => expected,
                };
                check_error(case, &native, elements, expected);
            }
            (Ours::All, opened) => {
                for days in both(&opened.expect(case)) {
                    let days = days.stack().expect(case);
                    assert_eq!((days.day.len(), days.x.dim()), (8, (8, 4)));
                    assert_eq!(days.day, Array1::from_iter(1..=8));
                }
            }
        }
    }
}

/// The error has the file and the element as data.
fn assert_place(case: &str, elements: u64, error: &Error) {
    let folder = fixture(&format!("malformed/save/{case}"));
    match error {
        Error::Damaged { element, place, .. } => {
            assert_eq!(*element, elements, "{case}");
            assert!(place.file.starts_with(&folder) && place.file.is_file(), "{case}: {place:?}");
            assert!(place.record.is_some(), "{case}: {place:?}");
        }
        // Nothing is wrong with the files: they hold less than the metadata promises.
        Error::Truncated { dataset, got, .. } if case == "wrong_num_elements" => {
            assert_eq!((dataset.as_str(), *got), (folder.to_str().expect("UTF-8"), elements));
        }
        other => panic!("{case}: {other}"),
    }
}

/// The same error comes of every verb.
fn check_error(case: &str, days: &Dataset<Day>, elements: usize, expected: &str) {
    let mut iterator = days.iter().expect(case);
    for number in 0..elements {
        let day = iterator.next().expect(case).expect(case);
        assert_eq!(day.day, number as i64 + 1, "{case}");
    }
    let error = iterator.next().expect(case).map(drop).expect_err(case);
    assert_place(case, elements as u64, &error);
    let message = error.to_string();
    let named = |message: &str| message.contains(expected) && message.contains(&format!("save/{case}"));
    assert!(named(&message), "{case}: {message}");
    assert!(matches!(iterator.next(), Some(Err(Error::Poisoned))), "{case}");
    for error in [days.stack().map(drop), days.batch(3).concat().map(drop)] {
        let error = error.expect_err(case);
        assert_place(case, elements as u64, &error);
        let message = error.to_string();
        let expected = expected.trim_start_matches(|c: char| c != ':').trim_start_matches(": ");
        assert!(message.contains(expected), "{case}: {message}");
    }
}

/// Through both engines.
fn fails(opened: tfdata::Result<Dataset<Day>>) -> bool {
    opened.map_or(true, |days| both(&days).iter().all(|days| days.stack().is_err()))
}

/// With any byte of the two small files changed it is refused, or read as it says: it ends in any case.
#[test]
fn no_byte_brings_it_down() {
    tensorflow();
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = scratch.path().join("save");
    crate::saves::copy(&fixture("malformed/save/ok"), &folder);
    let mut read = 0;
    for name in ["dataset_spec.pb", "snapshot.metadata"] {
        let file = folder.join(name);
        let bytes = std::fs::read(&file).expect("a file");
        for position in 0..bytes.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut changed = bytes.clone();
                changed[position] ^= flip;
                std::fs::write(&file, changed).expect("written");
                let days = Dataset::<Day>::load(&folder).open();
                let Ok(days) = days else { continue };
                let [tensorflow, native] = both(&days).map(|days| days.take(20).stack());
                assert_eq!(tensorflow.is_ok(), native.is_ok(), "{name}, byte {position}, {flip:#x}");
                read += usize::from(native.is_ok());
            }
        }
        std::fs::write(&file, bytes).expect("written");
    }
    assert!((1..100).contains(&read), "{read} of 291 changes touch nothing that matters");
}

/// A change to a byte of the elements is found: each record has two checksums. Every 17th is tried.
#[test]
fn no_changed_element_is_read() {
    tensorflow();
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = scratch.path().join("save");
    crate::saves::copy(&fixture("malformed/save/ok"), &folder);
    let file = folder.join("17039645586981064899/00000000.shard/00000000.snapshot");
    let bytes = std::fs::read(&file).expect("a file");
    for position in (0..bytes.len()).step_by(17) {
        let mut changed = bytes.clone();
        changed[position] ^= 0x10;
        std::fs::write(&file, &changed).expect("written");
        let days = Dataset::<Day>::load(&folder).open();
        assert!(fails(days), "byte {position}");
        changed.truncate(position);
        std::fs::write(&file, &changed).expect("written");
        let days = Dataset::<Day>::load(&folder).open();
        assert!(fails(days), "cut at byte {position}");
    }
}
