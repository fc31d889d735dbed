//! Elements by their places: the same as in the order of iteration, of every source that has places, behind every
//! transformation that keeps them; and the indices of record files, sound or not.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use ndarray::{Array1, Array2, Array3};
use proptest::prelude::*;
use tfdata::{Bytes, Dataset, Element, Engine, Error, Indexed, Shuffle};
use tfdata_tests::{Part, Truth, compare, fixture, tensorflow};

fn path(name: &str) -> String {
    fixture("").join(name).to_str().expect("UTF-8").to_owned()
}

#[derive(Debug, Element, PartialEq)]
struct Quake {
    place: String,
    time: i64,
    coordinates: [f32; 3],
    mag: f32,
    code_bytes: Array1<Bytes>,
}

/// In steps of 389 through 900 records, none of which is passed over: 389 is prime.
fn jumbled(len: usize) -> impl Iterator<Item = usize> {
    (0..len).map(move |place| place * 389 % len)
}

#[test]
fn examples() {
    let truth = Truth::open("o05_example_quakes/truth");
    let ds = Dataset::<Quake>::examples(path("o05_example_quakes/data/quakes-none-*"))
        .default_value("mag", f32::NAN)
        .open()
        .expect("quakes");
    let quakes = ds.random_access().expect("random access");
    assert_eq!(quakes.len(), truth.count);
    for index in jumbled(quakes.len()) {
        let quake = quakes.get(index).expect("a quake");
        compare!(truth, Part::Element(index), quake, "", [place, time, coordinates, mag]);
        let codes = quake.code_bytes.mapv(|code| code.to_vec());
        truth.assert_element("code_bytes", index, &codes);
    }
    for (index, quake) in quakes.iter().rev().enumerate() {
        let time = quake.expect("a quake").time;
        truth.assert_element("time", truth.count - 1 - index, &time);
    }
}

#[derive(Element)]
struct Digit {
    image: Array3<u8>,
    label: i64,
}

#[test]
fn a_part_of_a_split() {
    let truth = Truth::open("o01_tfds_mnist/truth/train");
    let ds = Dataset::<Digit>::tfds(fixture("o01_tfds_mnist/tfds/mnist_small/3.0.1"), "train[30:1700]");
    let digits = ds.open().expect("digits").random_access().expect("random access");
    assert_eq!(digits.len(), 1670);
    for index in jumbled(digits.len()).step_by(7) {
        let digit = digits.get(index).expect("a digit");
        compare!(truth, Part::Element(30 + index), digit, "", [image, label]);
    }
    let some = digits.get_many(&[1669, 0, 1669]).expect("three");
    assert_eq!((some.image.shape(), some.len()), ([3, 28, 28, 1].as_slice(), 3));
    for (row, index) in [1669, 0, 1669].into_iter().enumerate() {
        truth.assert_element("label", 30 + index, &some.label[row]);
        truth.assert_element("image", 30 + index, &some.image.index_axis(ndarray::Axis(0), row).to_owned());
    }
    let none = digits.get_many(&[]).expect("none");
    assert_eq!(none.label.len(), 0);
}

#[derive(Debug, Element, PartialEq)]
struct Series {
    series: String,
    months: i64,
}

#[derive(Debug, Element, PartialEq)]
struct Months {
    date: Array1<String>,
    rate: Array1<f32>,
}

#[test]
fn sequence_examples() {
    let truth = Truth::open("o12_seqex_unemployment/truth");
    let ds = Dataset::<(Series, Months)>::sequence_examples(path("o12_seqex_unemployment/data/*none*"));
    let series = ds.open().expect("series").random_access().expect("random access");
    assert_eq!(series.len(), truth.count);
    for index in jumbled(series.len()) {
        let (series, months) = series.get(index).expect("a series");
        compare!(truth, Part::Element(index), series, "0.", [series, months]);
        compare!(truth, Part::Element(index), months, "1.", [date, rate]);
    }
}

#[derive(Clone, Copy, Debug)]
enum Op {
    Take(usize),
    Skip(usize),
    Repeat(usize),
    Shard(usize, usize),
    Concatenate(usize),
    Cache,
    Prefetch,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        (0..20_usize).prop_map(Op::Take),
        (0..9_usize).prop_map(Op::Skip),
        (0..4_usize).prop_map(Op::Repeat),
        (1..5_usize, 0..5_usize).prop_map(|(count, index)| Op::Shard(count, index % count)),
        (0..6_usize).prop_map(Op::Concatenate),
        Just(Op::Cache),
        Just(Op::Prefetch),
    ]
}

fn apply<E: Element>(dataset: &Dataset<E>, base: &Dataset<E>, op: Op) -> Dataset<E> {
    match op {
        Op::Take(count) => dataset.take(count),
        Op::Skip(count) => dataset.skip(count),
        Op::Repeat(count) => dataset.repeat(count),
        Op::Shard(count, index) => dataset.shard(count, index),
        Op::Concatenate(count) => dataset.concatenate(&base.take(count)),
        Op::Cache => dataset.cache(),
        Op::Prefetch => dataset.prefetch(3),
    }
}

/// Every place has what TensorFlow gives there.
fn same<E: Element + std::fmt::Debug + PartialEq>(ds: &Dataset<E>) -> Result<(), TestCaseError> {
    let expected: Vec<E> =
        ds.engine(Engine::TensorFlow).iter().expect("starts").collect::<Result<_, _>>().expect("elements");
    let indexed = ds.random_access().expect("random access");
    prop_assert_eq!(indexed.len(), expected.len());
    for index in (0..indexed.len()).rev() {
        prop_assert_eq!(&indexed.get(index).expect("an element"), &expected[index]);
    }
    let error = indexed.get(expected.len()).map(drop).expect_err("nothing there");
    prop_assert!(matches!(error, Error::OutOfRange { len, .. } if len == expected.len() as u64), "{}", error);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_chain_keeps_places(
        count in 0..10_usize,
        ops in proptest::collection::vec(op(), 0..6),
        size in 1..5_usize,
        exactly in proptest::bool::ANY,
    ) {
        tensorflow();
        let x = Array2::from_shape_fn((count, 3), |(i, j)| (3 * i + j) as f32 / 2.0);
        let names = (0..count).map(|i| "x".repeat(i % 4)).collect::<Array1<String>>();
        let rows = Dataset::from_tensor_slices((x, names)).expect("slices");
        let chain = ops.iter().fold(rows.clone(), |ds, op| apply(&ds, &rows, *op));
        same(&chain)?;
        let batches = if exactly { chain.batch_exact(size) } else { chain.batch(size) };
        same(&batches)?;
        same(&chain.enumerate_from(-3).zip(&Dataset::range_step(0..40, 3)))?;
        same(&batches.enumerate().read_as::<(i64, (Array2<f32>, Array1<Bytes>))>().expect("fits"))?;

        let records = Dataset::tfrecords(path("o05_example_quakes/data/quakes-none-*")).open().expect("records");
        same(&ops.iter().fold(records.take(count), |ds, op| apply(&ds, &records, *op)).batch(size))?;
    }
}

#[test]
fn one_element_and_none() {
    let one = Dataset::from_tensors((7_i64, Array1::from(vec![1.0_f32, 2.0]))).expect("one");
    let one = one.random_access().expect("random access");
    assert_eq!((one.len(), one.is_empty(), one.get(0).expect("it").0), (1, false, 7));
    let none = Dataset::range(0).random_access().expect("random access");
    assert!(none.is_empty() && none.iter().next().is_none());
    assert_eq!(none.get_many(&[]).expect("none").len(), 0);
}

/// What has no places of its own has them in a cache, also where TensorFlow runs it.
#[test]
fn a_cache_has_places() {
    tensorflow();
    let trips = Dataset::tfrecords(path("o04_example_taxi/data/*.gz")).open().expect("trips");
    let cached = trips.cache();
    let indexed = cached.random_access().expect("random access");
    let expected: Vec<Bytes> = trips.iter().expect("starts").collect::<Result<_, _>>().expect("trips");
    assert_eq!(indexed.len(), expected.len());
    assert!(jumbled(expected.len()).all(|index| indexed.get(index).expect("a trip") == expected[index]));
    let squares = Dataset::range(10).map::<i64>(|_, x| (&x[0] * &x[0]).into()).cache().skip(2);
    assert_eq!(squares.random_access().expect("random access").get(3).expect("a square"), 25);
    let error = Dataset::range(3).repeat(None).cache().random_access().map(drop).expect_err("endless");
    assert_eq!(error.to_string(), "cache(): range(0, 3, 1) never ends; use `take(n)` first");
}

#[test]
fn what_has_no_places_is_said() {
    let shuffled = Dataset::range(5).shuffle(Shuffle::buffer(3)).take(2);
    let gzip = Dataset::tfrecords(path("o04_example_taxi/data/*.gz")).open().expect("trips");
    let in_turn = Dataset::tfrecords(path("o05_example_quakes/data/quakes-none-*")).interleave(2).open();
    let behind = "; `cache()` behind it keeps its elements in memory, where each can be found";
    let reason = |error: Error| match error {
        Error::Argument { method, reason } if method == "random_access()" => reason,
        other => panic!("{other}"),
    };
    assert_eq!(
        reason(shuffled.random_access().map(drop).expect_err("no places")),
        format!("`shuffle(buffer 3)` does not tell where its elements are{behind}")
    );
    let said = reason(gzip.random_access().map(drop).expect_err("compressed"));
    let why = "GZIP)` is compressed, so that a record can only be read after all before it, unless its files are \
               decompressed";
    assert!(said.contains(why) && said.ends_with(behind), "{said}");
    let said = reason(in_turn.expect("quakes").random_access().map(drop).expect_err("in turn"));
    assert!(said.contains("reads several files in turn; open it without `interleave`"), "{said}");
    let said = reason(Dataset::range(2).repeat(None).random_access().map(drop).expect_err("endless"));
    assert!(said.starts_with("`repeat(forever)` never ends"), "{said}");
    let chosen = Dataset::range(2).engine(Engine::TensorFlow).random_access().map(drop);
    assert!(reason(chosen.expect_err("the other engine")).starts_with("the native engine does it"));
    let wrong = Dataset::range(5).assert_cardinality(tfdata::Cardinality::Known(4)).random_access().map(drop);
    assert!(matches!(wrong, Err(Error::Truncated { expected: 4, got: 5, .. })));
}

/// Three files in a folder of their own.
fn copied() -> (tempfile::TempDir, Vec<std::path::PathBuf>) {
    let dir = tempfile::tempdir().expect("a folder");
    let mut files = Vec::new();
    for file in fs::read_dir(fixture("o05_example_quakes/data")).expect("a folder") {
        let file = file.expect("a file").path();
        let name = file.file_name().expect("a name").to_str().expect("UTF-8").to_owned();
        if name.starts_with("quakes-none") {
            fs::copy(&file, dir.path().join(&name)).expect("copied");
            files.push(dir.path().join(name));
        }
    }
    files.sort();
    (dir, files)
}

fn open(dir: &Path) -> Result<Indexed<Bytes>, Error> {
    Dataset::tfrecords(dir.join("*").to_str().expect("UTF-8")).open()?.random_access()
}

fn all(records: &Indexed<Bytes>) -> Vec<Bytes> {
    records.iter().collect::<Result<_, _>>().expect("records")
}

fn index_of(file: &Path) -> std::path::PathBuf {
    format!("{}.tfdata-index", file.display()).into()
}

/// Changes a byte of a file without a trace in its size and time.
fn flip(file: &Path, byte: usize) {
    let changed = fs::metadata(file).expect("a file").modified().expect("a time");
    let mut bytes = fs::read(file).expect("bytes");
    bytes[byte] ^= 0x10;
    fs::write(file, bytes).expect("written");
    File::options().write(true).open(file).expect("a file").set_modified(changed).expect("set back");
}

#[test]
fn an_index_that_is_kept() {
    let (dir, files) = copied();
    let records = open(dir.path()).expect("records");
    let expected = all(&records);
    assert_eq!(expected.len(), 900);
    records.write_index().expect("written");
    let names: Vec<_> = fs::read_dir(dir.path()).expect("a folder").collect();
    assert_eq!(names.len(), 2 * files.len());
    // The pattern does not match them.
    assert_eq!(all(&open(dir.path()).expect("records")), expected);

    // The length of the first record is damaged: who looks for records sees it, who has an index does when it is
    // read. It is not believed where the file says otherwise.
    flip(&files[0], 0);
    let records = open(dir.path()).expect("an index is there");
    let error = records.get(0).expect_err("damaged");
    let Error::Damaged { element: 0, place, reason, .. } = &error else { panic!("{error}") };
    assert_eq!((place.record, place.offset), (Some(0), Some(0)), "{error}");
    assert!(reason.contains("the checksum of the record's length"), "{reason}");
    assert_eq!(records.get(1).expect("sound"), expected[1]);
    fs::remove_file(index_of(&files[0])).expect("removed");
    let error = open(dir.path()).map(drop).expect_err("damaged");
    assert!(matches!(error, Error::Damaged { element: 0, .. }), "{error}");
    flip(&files[0], 0);

    // Changed while it is open: another record begins where this one did.
    let records = open(dir.path()).expect("records");
    let (whole, second) = (fs::read(&files[0]).expect("bytes"), expected[0].len() + 16);
    fs::write(&files[0], &whole[second..]).expect("written");
    let error = records.get(0).expect_err("another file");
    assert!(error.to_string().contains("the file was changed while it was open"), "{error}");
    assert_eq!(all(&open(dir.path()).expect("records")), expected[1..]);
}

#[test]
fn an_index_of_another_time_or_damaged_is_not_used() {
    let (dir, files) = copied();
    let records = open(dir.path()).expect("records");
    let expected = all(&records);
    records.write_index().expect("written");
    let index = fs::read(index_of(&files[1])).expect("an index");
    // Every byte of what is in front, some of the lengths, and the checksum; cut off; another file's.
    for byte in (0..60).chain((60..index.len()).step_by(97)).chain([index.len() - 1]) {
        flip(&index_of(&files[1]), byte);
        assert_eq!(all(&open(dir.path()).expect("records")), expected, "byte {byte}");
        flip(&index_of(&files[1]), byte);
    }
    for length in [0, 1, 43, 44, 48, index.len() - 4, index.len() - 1] {
        fs::write(index_of(&files[1]), &index[..length]).expect("written");
        assert_eq!(all(&open(dir.path()).expect("records")), expected, "{length} bytes");
    }
    fs::copy(index_of(&files[0]), index_of(&files[1])).expect("copied");
    assert_eq!(all(&open(dir.path()).expect("records")), expected);
    fs::write(index_of(&files[1]), vec![0; 1 << 20]).expect("written");
    assert_eq!(all(&open(dir.path()).expect("records")), expected);

    // Damaged to the eye of an index of the same size, but changed later: looked at anew.
    fs::write(index_of(&files[1]), &index).expect("written");
    flip(&files[1], 0);
    let later = SystemTime::now() + Duration::from_secs(3);
    File::options().write(true).open(&files[1]).expect("a file").set_modified(later).expect("set");
    let error = open(dir.path()).map(drop).expect_err("damaged");
    assert!(error.to_string().contains("the checksum of the record's length"), "{error}");
}

/// Files that end too early, or have wrong checksums: no element that iterating would not give, and no panic.
#[test]
fn malformed_files() {
    let mut looked_at = 0;
    for file in fs::read_dir(fixture("malformed/files")).expect("files") {
        let file = file.expect("a file").path();
        let Ok(ds) = Dataset::tfrecords(file.to_str().expect("UTF-8")).open() else { continue };
        let streamed: Vec<Bytes> = ds.iter().expect("starts").map_while(Result::ok).collect();
        let whole = ds.iter().expect("starts").all(|record| record.is_ok());
        match ds.random_access() {
            Err(Error::Damaged { element, .. }) => {
                assert!(!whole && element >= streamed.len() as u64, "{}", file.display());
            }
            Err(Error::Argument { .. }) => {}
            Err(other) => panic!("{}: {other}", file.display()),
            Ok(records) => {
                for (index, expected) in streamed.iter().enumerate() {
                    assert_eq!(&records.get(index).expect("sound"), expected, "{}", file.display());
                }
                assert_eq!(records.iter().all(|record| record.is_ok()), whole, "{}", file.display());
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 20, "{looked_at} files");
}

#[test]
fn by_many_threads() {
    let ds = Dataset::<Quake>::examples(path("o05_example_quakes/data/quakes-none-*"));
    let ds = ds.default_value("mag", 0.0_f32).open().expect("quakes");
    let quakes = ds.random_access().expect("random access");
    let expected: Vec<Quake> = ds.iter().expect("starts").collect::<Result<_, _>>().expect("quakes");
    std::thread::scope(|scope| {
        for start in 0..4_usize {
            let (quakes, expected) = (quakes.clone(), &expected);
            scope.spawn(move || {
                for index in jumbled(quakes.len()).map(|index| (index + 200 * start) % expected.len()) {
                    assert_eq!(quakes.get(index).expect("a quake"), expected[index]);
                }
            });
        }
    });
}
