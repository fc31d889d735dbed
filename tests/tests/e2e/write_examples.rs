//! Files of examples that Rust writes, as TensorFlow's own parser reads them.

use std::path::{Path, PathBuf};
use std::process::Command;

use ndarray::{Array1, Array2, arr1, arr2};
use tfdata::{
    Bytes, Dataset, Element, Engine, Error, ExampleWriter, Ragged, RecordCompression, Sparse, bf16, f16,
};
use tfdata_tests::tensorflow;

/// What an example gives back as it was put in.
#[derive(Element, Debug, Clone, PartialEq)]
struct Quake {
    place: String,
    mag: f32,
    time: i64,
    coordinates: [f32; 3],
    grid: [[i64; 2]; 2],
    ids: Array1<Bytes>,
    #[element(shape = [_, 2])]
    path: Array2<f32>,
    #[element(rename = "ключ/key")]
    key: Bytes,
}

/// A file that goes away with its directory.
fn file(name: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join(name);
    (dir, path)
}

fn written<E: Element>(path: &Path, elements: impl IntoIterator<Item = E>) {
    let mut file = ExampleWriter::<E>::create(path).expect("a file");
    file.write_all(elements).expect("writes");
    file.finish().expect("ends");
}

fn examples<E: Element>(path: &Path) -> tfdata::Examples<E> {
    tensorflow();
    Dataset::<E>::examples(path.to_str().expect("UTF-8"))
}

fn read<E: Element>(examples: tfdata::Examples<E>) -> Vec<E> {
    let ds = examples.open().expect("opens").engine(Engine::TensorFlow);
    ds.iter().expect("iterates").collect::<Result<_, _>>().expect("reads")
}

#[test]
fn in_every_compression() {
    let quakes = fakes(300);
    for compression in [RecordCompression::None, RecordCompression::Gzip, RecordCompression::Zlib] {
        let (_dir, path) = file("quakes.tfrecord");
        let options = ExampleWriter::<Quake>::options().compression(compression);
        let mut file = options.create(&path).expect("a file");
        quakes.iter().for_each(|quake| file.write(quake.clone()).expect("writes"));
        assert_eq!(file.finish().expect("ends"), 300);
        assert_eq!(read(examples::<Quake>(&path)), quakes, "{compression:?}");
    }
}

/// Elements whose open dimensions differ.
fn fakes(count: u64) -> Vec<Quake> {
    (0..count).map(Quake::fake).collect()
}

#[test]
fn without_elements() {
    let (_dir, path) = file("none.tfrecord");
    written::<Quake>(&path, []);
    assert_eq!(read(examples::<Quake>(&path)), []);
}

#[derive(Element, Clone)]
struct Every {
    b: bool,
    i8: i8,
    i16: i16,
    i32: i32,
    i64: i64,
    u8: u8,
    u16: u16,
    u32: u32,
    u64: u64,
    f16: f16,
    bf16: bf16,
    flags: [bool; 2],
    missing: Option<i32>,
    there: Option<[f32; 2]>,
    ragged: Ragged<Bytes>,
    sparse: Sparse<i64>,
}

fn every() -> Every {
    Every {
        b: true,
        i8: i8::MIN,
        i16: i16::MIN,
        i32: i32::MIN,
        i64: i64::MIN,
        u8: u8::MAX,
        u16: u16::MAX,
        u32: u32::MAX,
        u64: i64::MAX as u64,
        f16: f16::from_f32(-1.5),
        bf16: bf16::NEG_INFINITY,
        flags: [false, true],
        missing: None,
        there: Some([f32::MIN_POSITIVE, f32::MAX]),
        ragged: Ragged::new(arr1(&[Bytes::from_static(b"\xff\0"), Bytes::new()]).into_dyn(), vec![])
            .expect("ragged"),
        sparse: Sparse::new(arr2(&[[0], [1]]), arr1(&[-1, 300]), arr1(&[2])).expect("sparse"),
    }
}

/// The same as an example has it.
#[derive(Element, Debug, PartialEq)]
struct Stored {
    b: i64,
    i8: i64,
    i16: i64,
    i32: i64,
    i64: i64,
    u8: i64,
    u16: i64,
    u32: i64,
    u64: i64,
    f16: f32,
    bf16: f32,
    flags: [i64; 2],
    missing: i64,
    there: [f32; 2],
    ragged: Array1<Bytes>,
    sparse: Array1<i64>,
}

#[test]
fn every_type_of_item() {
    let (_dir, path) = file("every.tfrecord");
    written(&path, [every()]);
    let stored = Stored {
        b: 1,
        i8: -128,
        i16: -32768,
        i32: -2_147_483_648,
        i64: i64::MIN,
        u8: 255,
        u16: 65535,
        u32: 4_294_967_295,
        u64: i64::MAX,
        f16: -1.5,
        bf16: f32::NEG_INFINITY,
        flags: [0, 1],
        missing: -7,
        there: [f32::MIN_POSITIVE, f32::MAX],
        ragged: arr1(&[Bytes::from_static(b"\xff\0"), Bytes::new()]),
        sparse: arr1(&[-1, 300]),
    };
    assert_eq!(read(examples::<Stored>(&path).default_value("missing", -7_i64)), [stored]);
}

#[derive(Element, Clone, Copy, Debug, PartialEq)]
struct Wide {
    f64: f64,
    u64: u64,
}

#[test]
fn numbers_that_are_none_there() {
    let (_dir, path) = file("wide.tfrecord");
    let error = ExampleWriter::<Wide>::create(&path).map(drop).expect_err("f64").to_string();
    assert!(
        error.contains("`f64`, float64 []: an example holds `f32`") && error.contains("exact_f64"),
        "{error}"
    );
    assert!(!path.exists());

    let mut file = ExampleWriter::<Wide>::options().exact_f64().create(&path).expect("a file");
    let exact = Wide { f64: 0.5, u64: 1 };
    file.write(exact).expect("exact");
    let error = file.write(Wide { f64: 0.1, ..exact }).expect_err("inexact").to_string();
    assert_eq!(
        error,
        "component `f64` of element 1 can't be written: 0.1 is no `float32`, which is what an example holds"
    );
    let error = file.write(Wide { u64: u64::MAX, ..exact }).expect_err("too large").to_string();
    assert!(error.contains("18446744073709551615 is no `int64`"), "{error}");
    file.write(Wide { f64: f64::NEG_INFINITY, ..exact }).expect("after errors");
    file.write(Wide { f64: f64::NAN, ..exact }).expect("not a number");
    assert_eq!(file.finish().expect("ends"), 3);

    #[derive(Element)]
    struct Narrow {
        f64: f32,
    }
    let floats: Vec<f32> = read(examples::<Narrow>(&path)).iter().map(|narrow| narrow.f64).collect();
    assert!(matches!(floats[..], [0.5, f32::NEG_INFINITY, nan] if nan.is_nan()), "{floats:?}");
}

#[derive(Element, Clone)]
struct Not {
    inner: Inner,
    good: i64,
    complex: tfdata::Complex<f32>,
    image: ndarray::Array3<u8>,
    any: ndarray::ArrayD<f32>,
    many: Vec<i64>,
    twice: Option<Option<i64>>,
}

#[derive(Element, Clone)]
struct Inner {
    x: f64,
}

#[test]
fn what_an_example_can_not_hold() {
    let (_dir, path) = file("not.tfrecord");
    let error = ExampleWriter::<Not>::create(&path).map(drop).expect_err("nothing of it");
    insta::assert_snapshot!(error);
    let Error::Unwritable { fields, .. } = error else { panic!("{error}") };
    assert_eq!(fields.len(), 6);
    let error = ExampleWriter::<NotBatch>::create(&path).map(drop).expect_err("a batch").to_string();
    assert!(error.contains("write its rows"), "{error}");
    let error = ExampleWriter::<(i64, f32)>::create(&path).map(drop).expect_err("a tuple").to_string();
    assert!(error.contains("features have names"), "{error}");
    let nowhere = ExampleWriter::<Quake>::create(path.join("below"));
    assert!(matches!(nowhere, Err(Error::Io { .. })));
}

#[derive(Element)]
struct Lists {
    ragged: Ragged<i64>,
    sparse: Sparse<i64>,
    #[element(shape = [_, 2])]
    table: Array2<i64>,
}

#[test]
fn values_that_are_no_lists() {
    let (_dir, path) = file("lists.tfrecord");
    let mut file = ExampleWriter::<Lists>::create(&path).expect("a file");
    let lists = |splits: Vec<Array1<i64>>, at: i64, columns: usize| Lists {
        ragged: Ragged::new(arr1(&[1, 2, 3]).into_dyn(), splits).expect("ragged"),
        sparse: Sparse::new(arr2(&[[at]]), arr1(&[7]), arr1(&[at + 1])).expect("sparse"),
        table: Array2::zeros((3, columns)),
    };
    file.write(lists(vec![], 0, 2)).expect("lists");
    let error = file.write(lists(vec![arr1(&[0, 3])], 0, 2)).expect_err("rows").to_string();
    assert!(error.contains("`ragged` of element 1") && error.contains("rows within rows"), "{error}");
    let error = file.write(lists(vec![], 1, 2)).expect_err("a gap").to_string();
    assert!(error.contains("`sparse` of element 1"), "{error}");
    let error = file.write(lists(vec![], 0, 3)).expect_err("three columns");
    assert!(matches!(error, Error::Shape { element: 1, .. }), "{error}");
    assert_eq!(file.finish().expect("ends"), 1);
}

#[derive(Element, Debug, Clone, PartialEq)]
struct Place {
    #[element(rename = "at", alias = "where")]
    name: String,
    #[element(cast)]
    position: [f64; 2],
}

/// Every attribute that says where a field is found, or as what.
#[derive(Element, Debug, Clone, PartialEq)]
#[element(rename_all = "kebab-case")]
struct Attributes {
    #[element(alias = "number")]
    event_id: i64,
    #[element(flatten)]
    place: Place,
    #[element(cast = "lossy")]
    small: [u8; 3],
    #[element(cast = "lossy", default)]
    half: f16,
    #[element(concat, alias = "names")]
    ids: Array1<Bytes>,
    #[element(concat, default, shape = [_, 2])]
    long_path: Array2<f32>,
    #[element(default = nothing)]
    note: Option<String>,
    #[element(skip)]
    skipped: bool,
}

fn nothing() -> Option<String> {
    None
}

/// What is in the file.
#[derive(Element, Debug, PartialEq)]
struct Features {
    #[element(rename = "event-id")]
    event_id: i64,
    at: String,
    position: [f32; 2],
    small: [i64; 3],
    half: f32,
    ids: Array1<Bytes>,
    #[element(rename = "long-path", shape = [_, 2])]
    path: Array2<f32>,
    note: Option<String>,
}

impl From<Attributes> for Features {
    fn from(from: Attributes) -> Self {
        Self {
            event_id: from.event_id,
            at: from.place.name,
            position: from.place.position.map(|number| number as f32),
            small: from.small.map(i64::from),
            half: from.half.to_f32(),
            ids: from.ids,
            path: from.long_path,
            note: from.note,
        }
    }
}

/// Written under the field's first name, as the dtype of an example, and read back as it was.
#[test]
fn fields_with_attributes() {
    let (_dir, path) = file("attributes.tfrecord");
    let elements: Vec<Attributes> = (0..100).map(Attributes::fake).collect();
    assert!(elements.iter().any(|one| one.note.is_some()) && elements.iter().any(|one| one.note.is_none()));
    assert!(elements.iter().any(|one| one.ids.len() != elements[0].ids.len()));
    let mut file = ExampleWriter::<Attributes>::options().exact_f64().create(&path).expect("a file");
    file.write_all(elements.clone()).expect("writes");
    file.finish().expect("ends");

    let features: Vec<Features> = elements.iter().cloned().map(Features::from).collect();
    assert_eq!(read(examples::<Features>(&path)), features);
    let joined = AttributesBatch::from_rows(elements.clone()).expect("a batch");
    for ds in tfdata_tests::both(&examples::<Attributes>(&path).open().expect("opens")) {
        let read: Vec<Attributes> = ds.iter().expect("iterates").collect::<Result<_, _>>().expect("reads");
        assert_eq!(read, elements);
        assert_eq!(ds.stack().expect("a batch"), joined);
    }
}

/// What the records lack is the default, or joins nothing.
#[test]
fn defaults_of_fields_with_attributes() {
    #[derive(Element, Debug, Clone, PartialEq)]
    struct Fewer {
        number: i64,
        r#where: String,
        position: [f32; 2],
        small: [i64; 3],
        names: Array1<Bytes>,
    }
    let (_dir, path) = file("fewer.tfrecord");
    let fewer: Vec<Fewer> = (0..20).map(Fewer::fake).collect();
    written(&path, fewer.clone());
    let expected: Vec<Attributes> = fewer
        .into_iter()
        .map(|one| Attributes {
            event_id: one.number,
            place: Place { name: one.r#where, position: one.position.map(f64::from) },
            small: one.small.map(|number| number as u8),
            half: f16::ZERO,
            ids: one.names,
            long_path: Array2::zeros((0, 0)),
            note: None,
            skipped: false,
        })
        .collect();
    for ds in tfdata_tests::both(&examples::<Attributes>(&path).open().expect("opens")) {
        let read: Vec<Attributes> = ds.iter().expect("iterates").collect::<Result<_, _>>().expect("reads");
        assert_eq!(read, expected);
        let batch = ds.stack().expect("a batch");
        assert_eq!((batch.event_id.len(), batch.long_path.len()), (20, 0));
        assert!(batch.ids.len() >= 20);
    }
}

const PYTHON: &str = r#"
import sys, tensorflow as tf
fixed, ragged = tf.io.FixedLenFeature, tf.io.RaggedFeature
features = {
    "place": fixed([], tf.string), "mag": fixed([], tf.float32), "time": fixed([], tf.int64),
    "coordinates": fixed([3], tf.float32), "grid": fixed([2, 2], tf.int64), "ids": ragged(tf.string),
    "path": tf.io.FixedLenSequenceFeature([2], tf.float32, allow_missing=True), "ключ/key": fixed([], tf.string),
}
for record in tf.data.TFRecordDataset(sys.argv[1], compression_type="GZIP"):
    e = {name: t.numpy() for name, t in tf.io.parse_single_example(record, features).items()}
    bits = lambda a: a.astype("<f4").tobytes().hex()
    print(e["place"].hex(), bits(e["mag"]), e["time"], bits(e["coordinates"]), e["grid"].ravel().tolist(),
          ".".join(i.hex() for i in e["ids"]), bits(e["path"]), e["ключ/key"].hex(), sep="|")
"#;

/// `TFDATA_BENCH_PYTHON=…/bin/python cargo test -p tfdata-tests --test e2e write_examples -- --ignored`
#[test]
#[ignore = "needs a Python with TensorFlow: set TFDATA_BENCH_PYTHON to its interpreter"]
fn python_reads_the_same() {
    let python = std::env::var_os("TFDATA_BENCH_PYTHON").expect("set TFDATA_BENCH_PYTHON to an interpreter");
    let (_dir, path) = file("quakes.tfrecord.gz");
    let options = ExampleWriter::<Quake>::options().compression(RecordCompression::Gzip);
    let mut file = options.create(&path).expect("a file");
    let quakes = fakes(50);
    file.write_all(quakes.clone()).expect("writes");
    file.finish().expect("ends");

    let output = Command::new(python).args(["-c", PYTHON]).arg(&path).output().expect("Python");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let bits = |floats: &mut dyn Iterator<Item = &f32>| {
        floats.map(|float| hex(&float.to_le_bytes())).collect::<String>()
    };
    let lines: Vec<String> = quakes
        .iter()
        .map(|quake| {
            let grid: Vec<String> = quake.grid.iter().flatten().map(i64::to_string).collect();
            [
                hex(quake.place.as_bytes()),
                bits(&mut [quake.mag].iter()),
                quake.time.to_string(),
                bits(&mut quake.coordinates.iter()),
                format!("[{}]", grid.join(", ")),
                quake.ids.iter().map(|id| hex(id)).collect::<Vec<_>>().join("."),
                bits(&mut quake.path.iter()),
                hex(&quake.key),
            ]
            .join("|")
        })
        .collect();
    assert_eq!(String::from_utf8(output.stdout).expect("text").lines().collect::<Vec<_>>(), lines);
}
