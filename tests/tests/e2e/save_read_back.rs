//! What `save` writes is read again: by TensorFlow's own op, by the native engine, and by Python.

use std::path::Path;

use ndarray::{Array1, Array2, arr1};
use tfdata::{Bytes, Complex, Dataset, Element, Engine, Ragged, SaveCompression, Sparse, bf16, f16};
use tfdata_tests::{Truth, fixture, tensorflow};

use crate::python::python;

/// Every dtype, and every kind of tensor.
#[derive(Clone, Debug, PartialEq, Element)]
struct Row {
    f16: f16,
    bf16: bf16,
    f32: f32,
    f64: f64,
    i8: i8,
    i16: i16,
    i32: i32,
    i64: i64,
    u8: u8,
    u16: u16,
    u32: u32,
    u64: u64,
    bool: bool,
    c64: Complex<f32>,
    c128: Complex<f64>,
    text: String,
    bytes: Array1<Bytes>,
    matrix: Array2<f32>,
    varying: Array1<i64>,
    tokens: Ragged<i32>,
    words: Ragged<Bytes>,
    counts: Sparse<f32>,
    names: Sparse<Bytes>,
}

fn row(number: i64) -> Row {
    let (n, small) = (number as f32, number as u8);
    let splits = |end: i64| vec![arr1(&[0, number / 2, end])];
    let word = |index: i64| Bytes::from(vec![0xff, b'a' + index as u8, 0]);
    let place = |_: usize, axis: usize| if axis == 0 { 1 } else { number };
    Row {
        f16: f16::from_f32(n / 2.0),
        bf16: bf16::from_f32(-n),
        f32: if number == 1 { -0.0 } else { n.sqrt() },
        f64: 1.0 / f64::from(n + 1.0),
        i8: -(small as i8),
        i16: i16::MIN + small as i16,
        i32: i32::MAX - small as i32,
        i64: i64::MIN + number,
        u8: u8::MAX - small,
        u16: u16::MAX - u16::from(small),
        u32: u32::MAX - u32::from(small),
        u64: u64::MAX - u64::from(small),
        bool: number % 2 == 0,
        c64: Complex::new(n, -n),
        c128: Complex::new(0.25, f64::from(n)),
        text: format!("row {number} ü"),
        bytes: (0..3).map(word).collect(),
        matrix: Array2::from_shape_fn((2, 3), |(i, j)| n + i as f32 * 10.0 + j as f32),
        varying: (0..number).collect(),
        tokens: Ragged::new((0..number as i32).collect::<Array1<_>>().into_dyn(), splits(number))
            .expect("ragged"),
        words: Ragged::new((0..number).map(word).collect::<Array1<_>>().into_dyn(), splits(number))
            .expect("ragged"),
        counts: Sparse::new(Array2::from_shape_fn((1, 2), |(i, j)| place(i, j)), arr1(&[n]), arr1(&[2, 9]))
            .expect("sparse"),
        names: Sparse::new(
            Array2::from_shape_fn((1, 2), |(i, j)| place(i, j)),
            arr1(&[word(number)]),
            arr1(&[3, 9]),
        )
        .expect("sparse"),
    }
}

fn rows() -> Vec<Row> {
    (0..6).map(row).collect()
}

/// Each row as a dataset, one behind the other.
fn dataset() -> Dataset<Row> {
    let mut parts = rows().into_iter().map(|row| Dataset::from_tensors(row).expect("one element"));
    let first = parts.next().expect("six");
    parts.fold(first, |all, next| all.concatenate(&next))
}

const COMPRESSIONS: [(&str, SaveCompression); 3] =
    [("none", SaveCompression::None), ("gzip", SaveCompression::Gzip), ("snappy", SaveCompression::Snappy)];

#[test]
fn by_both_engines() {
    tensorflow();
    let dir = tempfile::tempdir().expect("a directory");
    for (name, compression) in COMPRESSIONS {
        let path = dir.path().join(name);
        dataset().save_as(&path, compression).expect(name);
        for engine in [Engine::TensorFlow, Engine::Native] {
            let again = Dataset::<Row>::load(&path).open().expect(name).engine(engine);
            let again: Vec<Row> = again.iter().expect(name).collect::<Result<_, _>>().expect(name);
            assert_eq!(again, rows(), "{name}, {engine:?}");
        }
    }
}

const READ: &str = "
import sys
sys.path.insert(0, sys.argv[1])
from common import *
import tensorflow as tf
for name in ('none', 'gzip', 'snappy'):
    compression = {'none': None, 'gzip': 'GZIP', 'snappy': 'SNAPPY'}[name]
    ds = tf.data.Dataset.load(f'{sys.argv[2]}/{name}', compression=compression)
    dump_truth(ds, f'{sys.argv[2]}/truth_{name}')
";

/// `TFDATA_BENCH_PYTHON=…/bin/python cargo test -p tfdata-tests --test e2e save_read_back -- --ignored`
#[test]
#[ignore = "needs a Python with TensorFlow: name it with TFDATA_BENCH_PYTHON"]
fn by_python() {
    tensorflow();
    let dir = tempfile::tempdir().expect("a directory");
    for (name, compression) in COMPRESSIONS {
        dataset().save_as(dir.path().join(name), compression).expect(name);
    }
    let ended = python().args(["-c", READ]).arg(fixture("scripts")).arg(dir.path()).output().expect("Python");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    for (name, _) in COMPRESSIONS {
        compare(&dir.path().join(format!("truth_{name}")));
    }
}

/// What Python read is what was written.
fn compare(truth: &Path) {
    let truth = Truth::open(truth.to_str().expect("UTF-8"));
    let rows = rows();
    assert_eq!(truth.count, rows.len());
    macro_rules! dense {
        ($($field:ident),*) => { $(
            truth.assert_elements(stringify!($field), rows.iter().map(|row| &row.$field));
        )* };
    }
    dense!(
        f16, bf16, f32, f64, i8, i16, i32, i64, u8, u16, u32, u64, bool, c64, c128, text, bytes, matrix,
        varying
    );
    truth.assert_ragged("tokens", &rows.iter().map(|row| row.tokens.clone()).collect::<Vec<_>>());
    truth.assert_ragged("words", &rows.iter().map(|row| row.words.clone()).collect::<Vec<_>>());
    truth.assert_sparse("counts", &rows.iter().map(|row| row.counts.clone()).collect::<Vec<_>>());
    truth.assert_sparse("names", &rows.iter().map(|row| row.names.clone()).collect::<Vec<_>>());
}
