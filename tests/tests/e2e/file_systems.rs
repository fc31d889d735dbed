//! Paths with a scheme: those of local files, of TensorFlow's file systems, and of none.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::time::{Duration, Instant};

use tfdata::libtensorflow::Code;
use tfdata::{Dataset, Engine, Error};
use tfdata_tests::{fixture, tensorflow};

#[test]
fn local_files() {
    let path = |kind: &str| fixture("o05_example_quakes/data").join(format!("quakes-{kind}-*"));
    for kind in ["none", "gzip", "zlib"] {
        let pattern = path(kind).to_str().unwrap().to_owned();
        let plain = Dataset::tfrecords(&pattern).open().unwrap();
        let scheme = Dataset::tfrecords(format!("file://{pattern}")).open().unwrap();
        tensorflow();
        for engine in [Engine::Native, Engine::TensorFlow] {
            assert_eq!(scheme.engine(engine).stack().unwrap(), plain.stack().unwrap(), "{kind}, {engine:?}");
        }
    }
}

/// A file system of TensorFlow's that is there in every process.
#[test]
fn files_in_memory() {
    tensorflow();
    let none = Dataset::tfrecords("ram://tfdata/none-*").open().unwrap_err();
    assert!(matches!(&none, Error::Open { reason, .. } if reason.contains("no file matches")), "{none}");
    // A cache is written when its end is reached: the numbers, one behind the other.
    let numbers = Dataset::range(10).cache_to("ram://tfdata/numbers");
    for _ in 0..2 {
        assert_eq!(numbers.stack().unwrap().to_vec(), (0..10).collect::<Vec<i64>>());
    }
    let files = Dataset::list_files("ram://tfdata/numbers*data*").unwrap().stack().unwrap();
    assert_eq!(files.len(), 1, "{files}");
    let blocks = Dataset::fixed_length_records(&files[0], 8).open().unwrap();
    assert!(blocks.explain().contains("engine: TensorFlow"), "{}", blocks.explain());
    let read: Vec<i64> = blocks
        .stack()
        .unwrap()
        .iter()
        .map(|block| i64::from_ne_bytes(block[..].try_into().unwrap()))
        .collect();
    assert_eq!(read, (0..10).collect::<Vec<_>>());
}

#[test]
fn unknown_schemes_are_refused_at_once() {
    tensorflow();
    for pattern in ["s3://bucket/x-*", "hdfs://host/x", "nowhere://x"] {
        let started = Instant::now();
        let errors = [
            Dataset::tfrecords(pattern).open().unwrap_err(),
            Dataset::text_lines(pattern).open().unwrap_err(),
            Dataset::list_files(pattern).unwrap_err(),
        ];
        for error in errors {
            let Error::TensorFlow { context, code: Code::Unimplemented, message, .. } = &error else {
                panic!("{error}")
            };
            assert!(context.starts_with(pattern) && message.contains("not implemented"), "{error}");
        }
        assert!(started.elapsed() < Duration::from_secs(10), "{pattern}");
    }
    // Directories are local.
    for path in ["s3://bucket/saved", "ram://saved"] {
        let error = Dataset::<i64>::load(path).open().map(drop).unwrap_err();
        assert!(error.to_string().starts_with(path), "{error}");
        let error = Dataset::range(3).save(path).unwrap_err();
        assert!(matches!(error, Error::Argument { .. }), "{error}");
    }
}
