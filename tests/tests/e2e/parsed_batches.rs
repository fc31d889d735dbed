//! Batches of examples: TensorFlow parses a batch of records at a time, which must come to the same as parsing each
//! record and then making batches.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use serde_json::Value;
use tfdata::{Bytes, Dataset, Element, Engine, Ragged};
use tfdata_tests::{fixture, tensorflow};

fn path(name: &str) -> String {
    fixture("").join(name).to_str().expect("UTF-8").to_owned()
}

/// What can be told of two datasets: the batches up to the end, or up to an error.
type Batches = (Vec<String>, bool);

fn batches<E: Element + std::fmt::Debug>(dataset: &Dataset<E>) -> Batches {
    let mut all = Vec::new();
    for batch in dataset.iter().unwrap() {
        match batch {
            // `#`: without leaving anything out.
            Ok(batch) => all.push(format!("{batch:#?}")),
            Err(_) => return (all, true),
        }
    }
    (all, false)
}

/// The same batches by parsing many records at a time, by parsing one at a time, and in Rust.
fn assert_same<E>(dataset: &Dataset<E>, size: usize) -> Batches
where
    E: tfdata::Stack,
    E::Batch: std::fmt::Debug,
{
    tensorflow();
    let together = batches(&dataset.engine(Engine::TensorFlow).batch(size));
    // Something between the two keeps them apart.
    assert_eq!(together, batches(&dataset.engine(Engine::TensorFlow).prefetch(1).batch(size)));
    assert_eq!(together, batches(&dataset.engine(Engine::Native).batch(size)));
    let exact = batches(&dataset.engine(Engine::TensorFlow).batch_exact(size));
    assert_eq!(exact, batches(&dataset.engine(Engine::TensorFlow).prefetch(1).batch_exact(size)));
    together
}

#[derive(Debug, Element)]
#[allow(dead_code)]
struct Quake {
    place: String,
    time: i64,
    coordinates: [f32; 3],
    time_updated: [[i64; 1]; 2],
    mag: f32,
    felt: i64,
    code_bytes: Ragged<Bytes>,
}

#[test]
fn of_examples() {
    for kind in ["none", "gzip", "zlib"] {
        let ds = Dataset::<Quake>::examples(path(&format!("o05_example_quakes/data/quakes-{kind}-*")))
            .default_value("mag", f32::NAN)
            .default_value("felt", 0_i64);
        let (all, failed) = assert_same(&ds.open().unwrap(), 64);
        assert_eq!((all.len(), failed), (900_usize.div_ceil(64), false));
    }
    let ds = Dataset::<Quake>::examples(path("o05_example_quakes/data/quakes-none-*")).interleave(2);
    let ds = ds.default_value("mag", f32::NAN).default_value("felt", 0_i64).open().unwrap();
    assert_same(&ds, 100);
}

#[derive(Debug, Element)]
#[allow(dead_code)]
struct Series {
    series: String,
    months: i64,
    words: Ragged<Bytes>,
}

#[derive(Debug, Element)]
#[allow(dead_code)]
struct Steps {
    ym: Ragged<i64>,
    rate: Ragged<f32>,
    date: Ragged<String>,
    odd_only: Ragged<i64>,
}

#[test]
fn of_sequence_examples() {
    let files = path("o12_seqex_unemployment/data/unemp-none-*");
    let ds = Dataset::<(Series, Steps)>::sequence_examples(files).open().unwrap();
    let (all, failed) = assert_same(&ds, 4);
    assert!(all.len() > 2 && !failed);
}

/// A struct that has something of which `batch` and the op make different things is parsed record by record.
#[test]
fn of_other_kinds() {
    #[derive(Debug, Element)]
    #[allow(dead_code)]
    struct Other {
        mag: Option<f32>,
        #[element(default)]
        felt: i64,
        code_bytes: tfdata::Sparse<Bytes>,
        ids: Ragged<Bytes>,
    }
    let ds = Dataset::<Other>::examples(path("o05_example_quakes/data/quakes-none-*")).open().unwrap();
    assert_same(&ds, 64);
}

#[derive(Debug, Element)]
#[allow(dead_code)]
struct Row {
    day: i64,
    x: [f32; 4],
    kind: Bytes,
}

#[derive(Debug, Element)]
#[allow(dead_code)]
struct Open {
    day: Ragged<i64>,
    x: Ragged<f32>,
    kind: Ragged<Bytes>,
}

#[test]
fn of_malformed_examples() {
    tensorflow();
    let results: Value =
        serde_json::from_slice(&std::fs::read(fixture("malformed/results.json")).unwrap()).unwrap();
    let mut seen = 0;
    for (case, told) in results["cases"].as_object().unwrap() {
        if !told["parse_example_batched_all"].is_object() {
            continue;
        }
        let file = path(&format!("malformed/{}", told["file"].as_str().unwrap()));
        let rows = Dataset::<Row>::examples(&file).open().unwrap().engine(Engine::TensorFlow);
        let (together, apart) = (rows.batch(2), rows.prefetch(1).batch(2));
        assert_eq!(batches(&together), batches(&apart), "{case}");
        let failed = !told["parse_example_batched_all"]["error"].is_null();
        assert_eq!(batches(&rows.batch(100)), batches(&rows.prefetch(1).batch(100)), "{case}");
        assert_eq!(batches(&rows.batch(100)).1, failed, "{case}");
        let open = Dataset::<Open>::examples(&file).open().unwrap().engine(Engine::TensorFlow);
        assert_eq!(batches(&open.batch(3)), batches(&open.prefetch(1).batch(3)), "{case}");
        seen += 1;
    }
    assert!(seen > 40, "{seen}");
}

/// What `map(parse_single_example).batch(2).ignore_errors()` gives in Python: the batch of the damaged record is left
/// out as a whole.
#[test]
fn ignoring_errors() {
    tensorflow();
    let rows = Dataset::<Row>::examples(path("malformed/files/ex_too_long.tfrecord")).open().unwrap();
    let days = |batches: Dataset<RowBatch>| -> Vec<Vec<i64>> {
        batches.iter().unwrap().map(|batch| batch.unwrap().day.to_vec()).collect()
    };
    assert_eq!(days(rows.batch(2).ignore_errors()), [[1, 2], [5, 6], [7, 8]]);
    let single = rows.ignore_errors().batch(2);
    assert_eq!(days(single), [vec![1, 2], vec![4, 5], vec![6, 7], vec![8]]);
}
