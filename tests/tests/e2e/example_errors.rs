//! Examples that do not have what a struct reads, and structs that can't be read from examples: what is said.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use ndarray::{Array1, Array2};
use tfdata::{Bytes, Dataset, Element, Engine, Ragged, Sparse};
use tfdata_tests::{fixture, tensorflow};

/// An `Example`, or a `Features` message, with these features.
fn example(features: &[(&str, List)]) -> Vec<u8> {
    field(1, &map(features.iter().map(|(key, list)| (*key, list.encoded()))))
}

/// A `SequenceExample`.
fn sequence_example(context: &[(&str, List)], lists: &[(&str, Vec<List>)]) -> Vec<u8> {
    let steps = |steps: &Vec<List>| steps.iter().flat_map(|step| field(1, &step.encoded())).collect();
    let context = map(context.iter().map(|(key, list)| (*key, list.encoded())));
    [field(1, &context), field(2, &map(lists.iter().map(|(key, list)| (*key, steps(list)))))].concat()
}

enum List {
    Unset,
    Ints(Vec<i64>),
    Floats(Vec<f32>),
    Strings(Vec<&'static str>),
}

use List::{Floats, Ints, Strings, Unset};

impl List {
    fn encoded(&self) -> Vec<u8> {
        match self {
            Unset => Vec::new(),
            Strings(values) => {
                field(1, &values.iter().flat_map(|value| field(1, value.as_bytes())).collect::<Vec<_>>())
            }
            Floats(values) => {
                let values: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
                field(2, &if values.is_empty() { values } else { field(1, &values) })
            }
            Ints(values) => {
                let mut packed = Vec::new();
                values.iter().for_each(|value| varint(*value as u64, &mut packed));
                field(3, &if packed.is_empty() { packed } else { field(1, &packed) })
            }
        }
    }
}

fn map<'k>(entries: impl Iterator<Item = (&'k str, Vec<u8>)>) -> Vec<u8> {
    let entry =
        |(key, value): (&str, Vec<u8>)| field(1, &[field(1, key.as_bytes()), field(2, &value)].concat());
    entries.flat_map(entry).collect()
}

fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let mut all = vec![number << 3 | 2];
    varint(bytes.len() as u64, &mut all);
    all.extend(bytes);
    all
}

fn varint(mut value: u64, to: &mut Vec<u8>) {
    while value >= 0x80 {
        to.push(value as u8 | 0x80);
        value >>= 7;
    }
    to.push(value as u8);
}

/// The records as a file.
fn file(records: &[Vec<u8>]) -> (tempfile::NamedTempFile, String) {
    let masked =
        |bytes: &[u8]| crc32c::crc32c(bytes).rotate_right(15).wrapping_add(0xa282_ead8).to_le_bytes();
    let mut bytes = Vec::new();
    for record in records {
        let len = (record.len() as u64).to_le_bytes();
        bytes.extend([&len[..], &masked(&len), record, &masked(record)].concat());
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let path = file.path().to_str().unwrap().to_owned();
    (file, path)
}

fn engines<E: Element>(dataset: &Dataset<E>) -> Vec<Dataset<E>> {
    tensorflow();
    let native = dataset.explain().ends_with("\nengine: native\n");
    let all = [Engine::TensorFlow, Engine::Native].into_iter();
    all.filter(|engine| native || *engine == Engine::TensorFlow)
        .map(|engine| dataset.engine(engine))
        .collect()
}

#[derive(Clone, Debug, PartialEq, Element)]
struct All {
    fixed: Option<i64>,
    pair: Option<[f32; 2]>,
    #[element(default)]
    text: String,
    open: Array1<i64>,
    maybe: Option<Array1<i64>>,
    #[element(shape = [_, 2])]
    rows: Array2<f32>,
    #[element(shape = [_, 2])]
    maybe_rows: Option<Array2<f32>>,
    ragged: Ragged<i64>,
    sparse: Sparse<Bytes>,
}

/// Everything that each kind takes for no value, and then some values.
#[test]
fn nothing_and_something() {
    let keys = ["fixed", "pair", "text", "open", "maybe", "rows", "maybe_rows", "ragged", "sparse"];
    let kinds = ["i", "f", "s", "i", "i", "f", "f", "i", "s"];
    let with = |list: fn(&str) -> List| -> Vec<u8> {
        example(&keys.iter().zip(kinds).map(|(key, kind)| (*key, list(kind))).collect::<Vec<_>>())
    };
    let empty = |kind: &str| match kind {
        "i" => Ints(vec![]),
        "f" => Floats(vec![]),
        _ => Strings(vec![]),
    };
    let some = [
        ("fixed", Ints(vec![7])),
        ("pair", Floats(vec![1.0, 2.0])),
        ("text", Strings(vec!["a"])),
        ("open", Ints(vec![1, 2, 3])),
        ("maybe", Ints(vec![4])),
        ("rows", Floats(vec![1.0, 2.0, 3.0, 4.0])),
        ("maybe_rows", Floats(vec![5.0, 6.0])),
        ("ragged", Ints(vec![8, 9])),
        ("sparse", Strings(vec!["x", "y"])),
    ];
    let (_file, path) = file(&[with(|_| Unset), with(empty), Vec::new(), example(&some)]);
    for ds in engines(&Dataset::<All>::examples(&path).open().unwrap()) {
        let all: Vec<All> = ds.iter().unwrap().map(Result::unwrap).collect();
        for none in &all[..3] {
            assert_eq!((none.fixed, none.pair, none.text.as_str()), (None, None, ""));
            assert_eq!((none.open.len(), none.maybe.clone(), none.rows.dim()), (0, None, (0, 2)));
            assert_eq!((none.maybe_rows.clone(), none.ragged.values().len()), (None, 0));
            assert_eq!((none.sparse.values().len(), none.sparse.dense_shape().to_vec()), (0, vec![0]));
        }
        let one = &all[3];
        assert_eq!((one.fixed, one.pair, one.text.as_str()), (Some(7), Some([1.0, 2.0]), "a"));
        assert_eq!((one.open.to_vec(), one.maybe.clone()), (vec![1, 2, 3], Some(ndarray::arr1(&[4]))));
        assert_eq!(one.rows, ndarray::arr2(&[[1.0, 2.0], [3.0, 4.0]]));
        assert_eq!(one.maybe_rows, Some(ndarray::arr2(&[[5.0, 6.0]])));
        assert_eq!(one.ragged.values().iter().copied().collect::<Vec<_>>(), [8, 9]);
        assert_eq!(
            (one.sparse.values()[1].to_vec(), one.sparse.dense_shape().to_vec()),
            (b"y".to_vec(), vec![2])
        );
        // All the same once more, after a cache, batches and a file.
        let again: Vec<All> = ds.cache().prefetch(1).repeat(2).iter().unwrap().map(Result::unwrap).collect();
        assert_eq!(again, [all.clone(), all.clone()].concat());
    }
    // With a default at the door, a list without values is not missing.
    let ds = Dataset::<All>::examples(&path).default_value("text", "there").open().unwrap();
    for ds in engines(&ds) {
        let mut elements = ds.iter().unwrap();
        assert_eq!(elements.next().unwrap().unwrap().text, "there");
        let error = elements.next().unwrap().unwrap_err().to_string();
        assert!(error.contains("text") && error.contains(&path), "{error}");
    }
}

macro_rules! one_field {
    ($name:ident: $ty:ty) => {{
        #[derive(Element)]
        struct Only {
            #[allow(dead_code)]
            $name: $ty,
        }
        |path: &str| Dataset::<Only>::examples(path).open().unwrap()
    }};
}

/// The error that each engine has at the second record.
fn errors<E: Element>(open: impl Fn(&str) -> Dataset<E>, first: Vec<u8>, second: Vec<u8>) -> Vec<String> {
    let (_file, path) = file(&[first, second]);
    let errors = engines(&open(&path)).into_iter().map(|ds| {
        let mut elements = ds.iter().unwrap();
        assert!(elements.next().unwrap().is_ok());
        let error = elements.next().unwrap().map(drop).unwrap_err().to_string();
        assert!(error.contains(&path), "{error}");
        error
    });
    errors.collect()
}

#[test]
fn a_wrong_number_of_values_is_named() {
    let ints = |count: i64| example(&[("n", Ints((0..count).collect()))]);
    for error in errors(one_field!(n: Option<i64>), ints(1), ints(2)) {
        assert!(error.contains("`n`") && error.contains('2') && error.contains('1'), "{error}");
        assert!(!error.contains('['), "{error}");
    }
    for error in errors(one_field!(n: Option<[i64; 3]>), ints(3), ints(2)) {
        assert!(error.contains("`n`") && error.contains('2') && error.contains('3'), "{error}");
    }
    for error in errors(one_field!(n: i64), ints(1), ints(2)) {
        assert!(error.contains('n') && error.contains('2'), "{error}");
    }
    let missing = errors(one_field!(n: [i64; 3]), ints(3), Vec::new());
    assert!(missing.iter().all(|error| error.contains('n')), "{missing:?}");
    assert!(missing[0].contains("make the field an `Option`"), "{missing:?}");
}

#[test]
fn a_list_of_another_kind_is_an_error_of_every_kind() {
    let (ints, floats) = (|| example(&[("n", Ints(vec![1]))]), || example(&[("n", Floats(vec![1.0]))]));
    let empty = || example(&[("n", Floats(vec![]))]);
    let mut all = Vec::new();
    for other in [floats(), empty()] {
        all.extend(errors(one_field!(n: i64), ints(), other.clone()));
        all.extend(errors(one_field!(n: Option<i64>), ints(), other.clone()));
        all.extend(errors(one_field!(n: Array1<i64>), ints(), other.clone()));
        all.extend(errors(one_field!(n: Ragged<i64>), ints(), other.clone()));
        all.extend(errors(one_field!(n: Sparse<i64>), ints(), other));
    }
    for error in all {
        assert!(error.contains('n') && error.contains("int64"), "{error}");
    }
}

type Lists = (Context, Steps);

#[derive(Clone, Debug, PartialEq, Element)]
struct Context {
    n: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Element)]
struct Steps {
    ragged: Ragged<i64>,
    sparse: Sparse<i64>,
    #[element(shape = [_, 2])]
    pairs: Option<Array2<i64>>,
    words: Option<Ragged<Bytes>>,
    points: Option<Sparse<f32>>,
    #[element(default = seven)]
    sevens: Array1<i64>,
}

fn seven() -> Array1<i64> {
    ndarray::arr1(&[7])
}

#[test]
fn lists_without_steps() {
    let empty = ["ragged", "sparse", "pairs", "words", "points", "sevens"].map(|key| (key, Vec::new()));
    let some = [
        ("ragged", vec![Ints(vec![1, 2]), Ints(vec![]), Unset, Ints(vec![3])]),
        ("sparse", vec![Ints(vec![1, 2]), Ints(vec![3])]),
        ("pairs", vec![Ints(vec![1, 2]), Ints(vec![3, 4])]),
        ("words", vec![Strings(vec![]), Strings(vec!["a", "b"])]),
        ("points", vec![Floats(vec![1.0, 2.0, 3.0])]),
        ("sevens", vec![Ints(vec![8])]),
    ];
    let records = [
        sequence_example(&[], &[]),
        sequence_example(&[("n", Unset)], &empty),
        sequence_example(&[("n", Ints(vec![]))], &[]),
        sequence_example(&[("n", Ints(vec![5]))], &some),
    ];
    let (_file, path) = file(&records);
    for ds in engines(&Dataset::<Lists>::sequence_examples(&path).open().unwrap()) {
        let all: Vec<Lists> = ds.iter().unwrap().map(Result::unwrap).collect();
        for (context, steps) in &all[..3] {
            assert_eq!(context.n, None);
            assert_eq!((steps.ragged.len(), steps.sparse.dense_shape().to_vec()), (0, vec![0, 0]));
            assert_eq!((&steps.pairs, &steps.words, &steps.points), (&None, &None, &None));
            assert_eq!(steps.sevens, seven());
        }
        let (context, steps) = &all[3];
        assert_eq!(context.n, Some(5));
        assert_eq!(steps.ragged.row_splits()[0].to_vec(), [0, 2, 2, 2, 3]);
        assert_eq!(steps.ragged.values().iter().copied().collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(steps.sparse.dense_shape().to_vec(), [2, 2]);
        assert_eq!(steps.sparse.indices(), &ndarray::arr2(&[[0, 0], [0, 1], [1, 0]]));
        assert_eq!(steps.pairs, Some(ndarray::arr2(&[[1, 2], [3, 4]])));
        let words = steps.words.as_ref().unwrap();
        assert_eq!((words.row_splits()[0].to_vec(), words.values().len()), (vec![0, 0, 2], 2));
        assert_eq!(steps.points.as_ref().unwrap().dense_shape().to_vec(), [1, 3]);
        assert_eq!(steps.sevens, ndarray::arr1(&[8]));
    }
}

#[test]
fn every_field_that_does_not_fit_is_named_at_once() {
    #[derive(Element)]
    #[allow(dead_code)]
    struct Inner {
        a: i64,
    }
    #[derive(Element)]
    #[allow(dead_code)]
    struct Wrong {
        good: i64,
        narrow: Option<i32>,
        inner: Inner,
        nested: Option<Option<i64>>,
        rank: ndarray::ArrayD<f32>,
        table: Array2<f32>,
        value: tfdata::Value,
        list: Array1<i64>,
    }
    let quakes = fixture("o05_example_quakes/data").join("quakes-none-*").to_str().unwrap().to_owned();
    let wrong =
        Dataset::<Wrong>::examples(&quakes).default_value("list", 1_i64).default_value("other", 1_i64);
    let error = wrong.open().map(drop).unwrap_err().to_string();
    insta::assert_snapshot!(error.replace(&quakes, "QUAKES"));
    let wrong = Dataset::<(Inner, Wrong)>::sequence_examples(&quakes).allow_missing("lost");
    let error = wrong.open().map(drop).unwrap_err().to_string();
    insta::assert_snapshot!(error.replace(&quakes, "QUAKES"));
}
