//! Transformations, each compared with what Python's tf.data gave.

use ndarray::{Array1, Array2, array};
use tfdata::{Cardinality, Dataset, Engine, Options, PaddedBatch, Sample, SaveCompression, WhenEmpty};
use tfdata_tests::{Truth, both};

fn truth(case: &str) -> Truth {
    tfdata::libtensorflow::load_or_install().expect("libtensorflow");
    Truth::open(&format!("transformations/{case}"))
}

/// The elements one at a time are those of the case.
fn assert_elements<T>(case: &str, ds: &Dataset<T>)
where
    T: tfdata::Element + tfdata_tests::Piece,
{
    let truth = truth(case);
    for engine in [Engine::TensorFlow, Engine::Auto] {
        let elements: Vec<T> = ds.engine(engine).iter().expect(case).collect::<Result<_, _>>().expect(case);
        truth.assert_elements("_", &elements);
    }
}

/// Vectors `[0..i)` with their number.
fn vectors() -> Dataset<(Array1<i64>, i32)> {
    let parts: Vec<_> = (0..7_i64)
        .map(|i| Dataset::from_tensors((Array1::from_iter(0..i), i as i32)).expect("one element"))
        .collect();
    let (first, rest) = parts.split_first().expect("seven");
    rest.iter().fold(first.clone(), |all, next| all.concatenate(next))
}

fn assert_padded(case: &str, padded: impl Into<PaddedBatch>) {
    let truth = truth(case);
    for batches in both(&vectors().padded_batch(padded)) {
        let (x, n): (Vec<Array2<i64>>, Vec<Array1<i32>>) =
            batches.iter().expect(case).map(|batch| batch.expect(case)).unzip();
        truth.assert_elements("0", &x);
        truth.assert_elements("1", &n);
    }
}

#[test]
fn padded_batch() {
    assert_padded("padded_batch", 3);
    assert_padded("padded_batch_drop", PaddedBatch::of(3).drop_remainder());
    let to_8 = PaddedBatch::of(3).shape("0", [Some(8)]).value("0", -1_i64);
    assert_padded("padded_batch_to_8_with_m1", to_8);
}

#[test]
fn padded_batch_says_what_does_not_fit() {
    truth("padded_batch");
    let message = |padded: PaddedBatch| {
        let error = vectors().padded_batch(padded).iter().map(drop).expect_err("does not fit");
        error.to_string()
    };
    assert_eq!(message(PaddedBatch::of(0)), "padded_batch: a batch has at least one element");
    let error = message(PaddedBatch::of(2).value("tokens", 1_i64));
    assert_eq!(error, "padded_batch: there is no component `tokens`; there are `0`, `1`");
    let error = message(PaddedBatch::of(2).value("0", 1_i32));
    assert_eq!(error, "padded_batch: `0` is padded with a scalar int64, not with int32 []");
    let error = message(PaddedBatch::of(2).shape("0", [Some(8), None]));
    assert_eq!(error, "padded_batch: `0` is [?], and cannot be padded to [8, ?]");
}

#[test]
fn rebatch() {
    assert_elements("rebatch", &Dataset::range(10).batch(3).rebatch(4));
    assert_elements("rebatch_drop", &Dataset::range(10).batch(3).rebatch_exact(4));
    let error = Dataset::range(10).batch(3).rebatch(0).concat().expect_err("no size");
    assert_eq!(error.to_string(), "rebatch(0): a batch has at least one element");
}

#[test]
fn unique() {
    let truth = truth("unique_int");
    let ds = Dataset::from_tensor_slices(array![1_i64, 37, 2, 37, 2, 1]).expect("slices");
    truth.assert_stacked("_", &ds.unique().stack().expect("unique"));
    let words = ["a", "b", "a", "c", "b", "d"].map(String::from);
    let ds = Dataset::from_tensor_slices(Array1::from(words.to_vec())).expect("slices");
    assert_elements("unique_string", &ds.unique());
}

#[test]
fn sample_from_datasets() {
    truth("sample");
    let datasets = [Dataset::range(10), Dataset::range(100..110)];
    let ds = Dataset::sample_from_datasets(&datasets, Sample::weights([0.3, 0.7]).seed(42));
    assert_elements("sample", &ds);
    let stop = Sample::uniform().seed(7).when_empty(WhenEmpty::Stop);
    assert_elements("sample_uniform_stop", &Dataset::sample_from_datasets(&datasets, stop));
    let only = Dataset::sample_from_datasets(&datasets, Sample::weights([0.0, 1.0]));
    assert_eq!(only.stack().expect("the second"), Array1::from_iter(100..110));
    let error = Dataset::sample_from_datasets(&datasets, Sample::weights([1.0])).stack().expect_err("one");
    assert!(error.to_string().contains("2 datasets need as many weights"), "{error}");
}

#[test]
fn choose_from_datasets() {
    let in_turn = Dataset::range(2).repeat(None);
    let datasets = [Dataset::range(3), Dataset::range(100..103)];
    assert_elements("choose", &Dataset::choose_from_datasets(&datasets, &in_turn, WhenEmpty::Stop));
    let datasets = [Dataset::range(2), Dataset::range(100..104)];
    let choices = Dataset::range(2).repeat(6);
    assert_elements("choose_skip", &Dataset::choose_from_datasets(&datasets, &choices, WhenEmpty::Skip));
    let error = Dataset::choose_from_datasets(&[] as &[Dataset<i64>], &choices, WhenEmpty::Skip);
    let error = error.stack().expect_err("none").to_string();
    assert!(error.contains("there has to be at least one dataset"), "{error}");
}

#[test]
fn random() {
    assert_elements("random", &Dataset::random(42).take(20));
    assert_eq!(Dataset::random(None).cardinality().expect("known"), Cardinality::Infinite);
    let ds = Dataset::random_each_iteration(42).take(5);
    assert_ne!(ds.stack().expect("first"), ds.stack().expect("second"));
}

#[test]
fn assert_cardinality() {
    truth("assert_cardinality");
    let ds = Dataset::range(7).unique();
    assert_eq!(ds.cardinality().expect("unknown"), Cardinality::Unknown);
    assert_eq!(ds.assert_cardinality(7).cardinality().expect("known"), Cardinality::Known(7));
    assert_eq!(ds.assert_cardinality(7).stack().expect("seven").len(), 7);
    let error = ds.assert_cardinality(8).stack().expect_err("seven").to_string();
    assert!(error.contains('8') && error.contains('7'), "{error}");
}

#[test]
fn get_single_element() {
    truth("random");
    assert_eq!(Dataset::range(5..6).get_single_element().expect("one"), 5);
    let error = Dataset::range(0).get_single_element().expect_err("none").to_string();
    assert_eq!(error, "get_single_element(): the dataset has no element");
    let error = Dataset::range(2).get_single_element().expect_err("two").to_string();
    assert!(error.contains("more than one element"), "{error}");
}

#[test]
fn fingerprint() {
    truth("random");
    let print = |ds: &Dataset<i64>| ds.fingerprint().expect("a number");
    assert_eq!(print(&Dataset::range(5).take(3)), print(&Dataset::range(5).take(3)));
    assert_ne!(print(&Dataset::range(5).take(3)), print(&Dataset::range(5).take(4)));
}

#[test]
fn with_options() {
    truth("random");
    let options = Options::new().deterministic(true).autotune(false).threads(2).max_intra_op_parallelism(1);
    let ds = Dataset::range(10).with_options(options);
    assert_eq!(ds.stack().expect("ten"), Array1::from_iter(0..10));
    assert!(ds.explain().contains("with_options(deterministic: true, autotune: false, threads: 2"));
}

#[test]
fn snapshot() {
    truth("random");
    let dir = tempfile::tempdir().expect("a directory");
    // Numbers that a later iteration could not make again: it reads what the first one wrote.
    let numbers = Dataset::random_each_iteration(None).take(10).snapshot(dir.path());
    let first = numbers.stack().expect("written");
    assert_eq!(numbers.stack().expect("read"), first);
    let pipeline = || Dataset::range(7).shuffle(tfdata::Shuffle::buffer(7).seed(1)).snapshot(dir.path());
    let runs = || std::fs::read_dir(dir.path()).expect("the directory").count();
    let first = pipeline().stack().expect("written");
    let before = runs();
    assert_eq!(pipeline().stack().expect("read"), first);
    assert_eq!(runs(), before, "an equal pipeline reads what is there");
}

#[test]
fn save() {
    truth("random");
    let dir = tempfile::tempdir().expect("a directory");
    let (x, n) = vectors().padded_batch(7).concat().expect("all");
    for (name, compression) in [
        ("none", SaveCompression::None),
        ("gzip", SaveCompression::Gzip),
        ("snappy", SaveCompression::Snappy),
    ] {
        let path = dir.path().join(name);
        vectors().save_as(&path, compression).expect(name);
        let ds = Dataset::<(Array1<i64>, i32)>::load(&path).open().expect(name);
        assert_eq!(ds.padded_batch(7).concat().expect(name), (x.clone(), n.clone()));
        assert!(ds.explain().contains("7 elements"), "{}", ds.explain());
    }
    let error = Dataset::range(3).repeat(None).save(dir.path()).expect_err("infinite").to_string();
    assert!(error.starts_with("save: ") && error.contains("never ends"), "{error}");
}
