//! Record files through both engines: every kind of feature, random chains, and any number of threads.

use std::path::Path;

use ndarray::{Array1, Array2};
use proptest::prelude::*;
use tfdata::{Bytes, Dataset, Element, Engine, Interleave, Options, Ragged, Sparse};
use tfdata_tests::{both, fixture, tensorflow, up_to_error};

fn path(name: &str) -> String {
    fixture("").join(name).to_str().expect("UTF-8").to_owned()
}

#[derive(Clone, Debug, Element, PartialEq)]
struct Kinds {
    place: String,
    #[element(rename = "mag")]
    magnitude: Option<f32>,
    felt: Option<i64>,
    code_bytes: Ragged<Bytes>,
    ids: Array1<String>,
    alert: Sparse<String>,
    coordinates: Array1<f32>,
    #[element(rename = "types")]
    #[element(shape = [_, 1])]
    kinds: Array2<Bytes>,
    absent: Array1<i64>,
}

#[test]
fn every_kind_of_feature() {
    tensorflow();
    for kind in ["none", "gzip", "zlib"] {
        let ds = Dataset::<Kinds>::examples(path(&format!("o05_example_quakes/data/quakes-{kind}-*")));
        let [theirs, ours] = both(&ds.open().expect(kind));
        let elements = |ds: &Dataset<Kinds>| -> Vec<Kinds> {
            ds.iter().expect("starts").collect::<Result<_, _>>().expect("elements")
        };
        let expected = elements(&theirs);
        assert_eq!(expected.len(), 900);
        assert!(
            expected.iter().any(|quake| quake.felt.is_none())
                && expected.iter().any(|quake| quake.felt.is_some())
        );
        assert_eq!(elements(&ours), expected);
        assert_eq!(elements(&ours.cache().shuffle(1).prefetch(2)), expected);
    }
}

#[derive(Clone, Debug, Element, PartialEq)]
struct Lists {
    place: String,
    code_bytes: Ragged<Bytes>,
    coordinates: Ragged<f32>,
    ids: Sparse<String>,
}

#[test]
fn rows_of_any_length_are_stacked() {
    tensorflow();
    let ds =
        Dataset::<Lists>::examples(path("o05_example_quakes/data/quakes-none-*")).open().expect("quakes");
    let [theirs, ours] = both(&ds);
    assert_eq!(ours.stack().expect("stacks"), theirs.stack().expect("stacks"));
    assert_eq!(ours.batch(64).concat().expect("joins"), theirs.batch(64).concat().expect("joins"));
    assert_eq!(
        ours.skip(7).take(500).stack().expect("stacks"),
        theirs.skip(7).take(500).stack().expect("stacks")
    );
}

#[derive(Clone, Debug, Element, PartialEq)]
struct Series {
    series: String,
    words: Ragged<Bytes>,
    mean_rate: Option<f32>,
}

#[derive(Clone, Debug, Element, PartialEq)]
struct Steps {
    ym: Ragged<i64>,
    count: Sparse<i64>,
    rate: Array1<f32>,
    odd_only: Option<Array1<i64>>,
}

#[test]
fn every_kind_of_feature_list() {
    tensorflow();
    let ds = Dataset::<(Series, Steps)>::sequence_examples(path("o12_seqex_unemployment/data/unemp-none-*"));
    let [theirs, ours] = both(&ds.open().expect("series"));
    let elements = |ds: &Dataset<(Series, Steps)>| -> Vec<(Series, Steps)> {
        ds.iter().expect("starts").collect::<Result<_, _>>().expect("elements")
    };
    assert_eq!(elements(&ours), elements(&theirs));
}

#[derive(Clone, Copy, Debug)]
enum Op {
    Take(usize),
    Skip(usize),
    Shard(usize, usize),
    Batched(usize),
    Repeat(usize),
    Concatenate,
    Cache,
    Prefetch(usize),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        (0..1500_usize).prop_map(Op::Take),
        (0..500_usize).prop_map(Op::Skip),
        (1..4_usize, 0..4_usize).prop_map(|(count, index)| Op::Shard(count, index % count)),
        (1..300_usize).prop_map(Op::Batched),
        (1..3_usize).prop_map(Op::Repeat),
        Just(Op::Concatenate),
        Just(Op::Cache),
        (0..4_usize).prop_map(Op::Prefetch),
    ]
}

fn apply(dataset: Dataset<Bytes>, op: Op) -> Dataset<Bytes> {
    match op {
        Op::Take(count) => dataset.take(count),
        Op::Skip(count) => dataset.skip(count),
        Op::Shard(count, index) => dataset.shard(count, index),
        Op::Batched(size) => dataset.batch(size).unbatch(),
        Op::Repeat(count) => dataset.repeat(count),
        Op::Concatenate => dataset.concatenate(&dataset),
        Op::Cache => dataset.cache(),
        Op::Prefetch(buffer) => dataset.prefetch(buffer),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_chain_is_the_same(
        ops in proptest::collection::vec(op(), 0..4),
        (cycle, block) in (1..5_usize, 1..50_usize),
        threads in 1..4_u16,
        size in 1..300_usize,
    ) {
        tensorflow();
        let how = Interleave::cycle(cycle).block(block);
        let files = Dataset::tfrecords(path("o05_example_quakes/data/quakes-none-*")).interleave(how);
        let dataset = ops.iter().fold(files.open().expect("records"), |dataset, op| apply(dataset, *op));
        let [theirs, ours] = both(&dataset);
        let ours = ours.with_options(Options::new().threads(threads));
        prop_assert_eq!(ours.stack().expect("stacks"), theirs.stack().expect("stacks"));
        let joined = |ds: &Dataset<Bytes>| ds.batch(size).concat().expect("joins");
        prop_assert_eq!(joined(&ours), joined(&theirs));
        let numbered = |ds: &Dataset<Bytes>| ds.enumerate().stack().expect("stacks");
        prop_assert_eq!(numbered(&ours), numbered(&theirs));
    }
}

/// Records of these numbers in files of their own, in a folder.
fn shards(records: &[usize]) -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().expect("a directory");
    for (shard, records) in records.iter().enumerate() {
        let file = std::fs::File::create(dir.path().join(format!("{shard}"))).expect("created");
        let mut writer = tfdata::__format::RecordWriter::new(std::io::BufWriter::new(file));
        for number in 0..*records {
            let record = format!("{shard} {number} {}", "x".repeat(number * 37 % 2000));
            writer.write(record.as_bytes()).expect("written");
        }
        writer.finish().expect("written");
    }
    let pattern = dir.path().join("*").display().to_string();
    (dir, pattern)
}

/// Damages the middle of a file.
fn damage(path: &Path) {
    let mut bytes = std::fs::read(path).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).expect("written");
}

/// Files of many blocks, of few records and of none, in TensorFlow's order on any number of threads.
#[test]
fn in_turn_on_any_number_of_threads() {
    tensorflow();
    let (dir, pattern) = shards(&[2000, 0, 3, 3000, 700, 0]);
    for damaged in [false, true] {
        if damaged {
            damage(&dir.path().join("3"));
        }
        for (cycle, block) in [(2, 1), (2, 7), (3, 100), (4, 1), (4, 2500), (9, 3)] {
            let files = Dataset::tfrecords(&pattern).interleave(Interleave::cycle(cycle).block(block));
            let [theirs, ours] = both(&files.open().expect("records"));
            let expected = up_to_error(&theirs);
            assert_eq!((expected.1, expected.0.len() == 5703), (damaged, !damaged));
            for threads in [1, 2, 3, 8] {
                let ours = ours.with_options(Options::new().threads(threads));
                assert_eq!(up_to_error(&ours), expected);
                assert_eq!(up_to_error(&ours.prefetch(3)), expected);
                let skipped = expected.0.iter().skip(1001).cloned().collect::<Vec<_>>();
                assert_eq!(up_to_error(&ours.skip(1001)), (skipped, damaged));
                if !damaged {
                    assert_eq!(ours.stack().expect("records").to_vec(), expected.0);
                }
            }
        }
    }
}

/// Many blocks, and each element and each error is where it would be on one thread.
#[test]
fn any_number_of_threads_gives_the_same() {
    let (dir, pattern) = shards(&[3000, 3000, 3000]);
    let ds = Dataset::tfrecords(pattern).open().expect("records");
    let on = |threads| ds.engine(Engine::Native).with_options(Options::new().threads(threads));
    let expected = on(1).stack().expect("records");
    assert_eq!(expected.len(), 9000);
    assert!(
        expected
            .iter()
            .zip(0..)
            .all(|(record, at)| record.starts_with(format!("{} {} ", at / 3000, at % 3000).as_bytes()))
    );
    for threads in [2, 3, 8] {
        assert_eq!(on(threads).stack().expect("records"), expected);
        let some: Vec<Bytes> = on(threads)
            .skip(100)
            .iter()
            .expect("starts")
            .take(4000)
            .map(|record| record.expect("a record"))
            .collect();
        assert_eq!(some, expected.iter().skip(100).take(4000).cloned().collect::<Vec<_>>());
    }

    damage(&dir.path().join("1"));
    let fails = |threads| {
        let mut good = 0;
        let error = on(threads).iter().expect("starts").find_map(|record| record.map(|_| good += 1).err());
        (good, error.expect("damage").to_string())
    };
    let expected = fails(1);
    assert!(expected.0 > 3000 && expected.0 < 6000 && expected.1.contains("checksum"), "{expected:?}");
    for threads in [2, 3, 8] {
        assert_eq!(fails(threads), expected);
    }
}
