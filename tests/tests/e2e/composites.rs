//! Ragged and sparse components against TensorFlow's truth.

use std::collections::BTreeMap;

use ndarray::Array1;
use tfdata::{Bytes, Dataset, Element, Nested, Ragged, Sparse};
use tfdata_tests::{Component, Kind, Truth, both};
use tfdata_tests::{fixture, tensorflow};

#[derive(Clone, Debug, PartialEq, Element)]
struct Flights {
    vec: Ragged<i64>,
    origin: Bytes,
    counts: Sparse<i32>,
    by_letter: Ragged<Bytes>,
    dests: Ragged<Bytes>,
}

type Row = (Flights, (i64, [f32; 2]), bool);

/// Items as bytes, as the truth has them.
pub(crate) trait AsBytes {
    fn bytes(&self) -> Vec<u8>;
}

impl AsBytes for Bytes {
    fn bytes(&self) -> Vec<u8> {
        self.to_vec()
    }
}

impl AsBytes for i32 {
    fn bytes(&self) -> Vec<u8> {
        self.to_le_bytes().to_vec()
    }
}

impl AsBytes for i64 {
    fn bytes(&self) -> Vec<u8> {
        self.to_le_bytes().to_vec()
    }
}

impl AsBytes for f32 {
    fn bytes(&self) -> Vec<u8> {
        self.to_le_bytes().to_vec()
    }
}

impl AsBytes for u8 {
    fn bytes(&self) -> Vec<u8> {
        vec![*self]
    }
}

pub(crate) fn assert_ragged<T: AsBytes>(truth: &Component, got: &Ragged<T>) {
    let Kind::Ragged { row_splits, values } = &truth.kind else { panic!("{:?}", truth.kind) };
    let splits: Vec<Vec<i64>> = got.row_splits().iter().map(|splits| splits.to_vec()).collect();
    assert_eq!(&splits, row_splits);
    assert_eq!(got.values().len(), values.len());
    for (index, value) in got.values().iter().enumerate() {
        assert_eq!(value.bytes(), values.get(index), "value {index}");
    }
}

pub(crate) fn assert_sparse<T: AsBytes>(truth: &Component, got: &Sparse<T>) {
    let Kind::Sparse { indices, values, dense_shapes } = &truth.kind else { panic!("{:?}", truth.kind) };
    let rows = got.indices().rows();
    let got_indices: Vec<Vec<usize>> =
        rows.into_iter().map(|row| row.iter().map(|at| *at as usize).collect()).collect();
    assert_eq!(&got_indices, indices);
    for (index, value) in got.values().iter().enumerate() {
        assert_eq!(value.bytes(), values.get(index), "value {index}");
    }
    assert_eq!(got.dense_shape()[0] as usize, dense_shapes.len());
    assert_eq!(got.dense_shape()[1] as usize, dense_shapes[0][0]);
}

#[test]
fn flights_stack() {
    tensorflow();
    let truth = Truth::open("o08_save_flights_ragged/truth");
    for kind in ["default", "gzip"] {
        for ds in both(&Dataset::<Row>::load(fixture("o08_save_flights_ragged").join(kind)).open().unwrap()) {
            let stacked = ds.stack().unwrap();
            let flights = &stacked.0;
            assert_ragged(truth.component("0.by_letter"), &flights.by_letter);
            assert_ragged(truth.component("0.dests"), &flights.dests);
            assert_sparse(truth.component("0.counts"), &flights.counts);
            truth.assert_stacked("0.origin", &flights.origin);
            truth.assert_stacked("1.0", &stacked.1.0);
            truth.assert_stacked("1.1", &stacked.1.1);
            truth.assert_stacked("2", &stacked.2);

            let rows: Vec<Row> = ds.iter().unwrap().collect::<Result<_, _>>().unwrap();
            let elements = <Row as tfdata::Stack>::get;
            for (index, row) in rows.iter().enumerate() {
                assert_eq!(row, &elements(&stacked, index), "row {index}");
            }
            let vectors: Vec<Array1<i64>> =
                rows.iter().map(|row| row.0.vec.values().clone().into_dimensionality().unwrap()).collect();
            truth.assert_elements("0.vec", &vectors);
        }
    }
}

#[derive(Element)]
struct Only {
    by_letter: Ragged<Bytes>,
    counts: Sparse<i32>,
}

#[test]
fn flights_batched_join_again() {
    tensorflow();
    let truth = Truth::open("o08_save_flights_ragged/truth");
    for ds in both(&Dataset::<Row>::load(fixture("o08_save_flights_ragged/default")).open().unwrap()) {
        // The engine can batch only what has no dense vectors of unequal length.
        let error = ds.batch(16).concat().unwrap_err().to_string();
        assert!(error.contains("batch"), "{error}");
        let all = ds.stack().unwrap().0;
        let only = ds.read_as::<(Only, (i64, [f32; 2]), bool)>().unwrap().stack().unwrap().0;
        assert_eq!((&only.by_letter, &only.counts), (&all.by_letter, &all.counts));
        let half = only.slice(0..100);
        let mut joined = half.by_letter.clone();
        tfdata::Concat::append(&mut joined, only.slice(100..303).by_letter).unwrap();
        assert_ragged(truth.component("0.by_letter"), &joined);
        let mut joined = half.counts;
        tfdata::Concat::append(&mut joined, only.slice(100..303).counts).unwrap();
        assert_sparse(truth.component("0.counts"), &joined);
    }
}

#[derive(Element)]
#[element(batched)]
struct Codes {
    codes: Ragged<Bytes>,
    n: Ragged<i32>,
}

#[test]
fn ragged_batches_join() {
    tensorflow();
    let truth = Truth::open("o08_save_flights_ragged/truth_ragged_batch16");
    for ds in both(&Dataset::<Codes>::load(fixture("o08_save_flights_ragged/ragged_batch16")).open().unwrap())
    {
        // The truth stacks the batches: its outermost splits are those of the batches.
        let joined = ds.concat().unwrap();
        for (path, levels, values) in
            [("codes", joined.codes.row_splits(), None), ("n", joined.n.row_splits(), Some(&joined.n))]
        {
            let Kind::Ragged { row_splits, .. } = &truth.component(path).kind else { panic!() };
            assert_eq!(levels[0].to_vec(), row_splits[1]);
            if let Some(values) = values {
                assert_eq!(values.values().len(), truth.component(path).values().len());
            }
        }
        for (index, value) in joined.codes.values().iter().enumerate() {
            assert_eq!(value, truth.component("codes").values().get(index));
        }
        let batches: Vec<Codes> = ds.iter().unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(batches.iter().map(|batch| batch.codes.len()).sum::<usize>(), joined.codes.len());
    }
}

#[derive(Element)]
struct Car {
    car: BTreeMap<String, tfdata::Value>,
    origin: Sparse<u8>,
    known: bool,
    power: Option<[f32; 3]>,
    weight: Option<f64>,
}

#[test]
fn cars_have_sparse_origins() {
    tensorflow();
    let truth = Truth::open("o13_savedmodel_cars/truth/nested");
    let path = fixture("o13_savedmodel_cars/model");
    let ds = Dataset::<(Car, f32)>::saved_model(path).signature("nested").open().unwrap();
    let (cars, _) = ds.stack().unwrap();
    assert_sparse(truth.component("0.origin"), &cars.origin);
    assert!(cars.weight.iter().all(Option::is_none));
    assert!(cars.power.iter().all(Option::is_some));
    assert_eq!(cars.car.keys().collect::<Vec<_>>(), ["name", "tokens", "year"]);
    truth.assert_stacked("0.known", &cars.known);
}

#[test]
fn cars_are_ragged_batches() {
    tensorflow();
    let truth = Truth::open("o13_savedmodel_cars/truth/ragged");
    let path = fixture("o13_savedmodel_cars/model");
    #[derive(Element)]
    struct Tokens {
        tokens: Ragged<String>,
        lengths: Ragged<i32>,
    }
    let ds = Dataset::<TokensBatch>::saved_model(path).signature("ragged").open().unwrap();
    let joined = ds.concat().unwrap();
    let Kind::Ragged { row_splits, values } = &truth.component("tokens").kind else { panic!() };
    assert_eq!(joined.tokens.row_splits()[0].to_vec(), row_splits[1]);
    assert_eq!(joined.tokens.values().len(), values.len());
    for (index, value) in joined.tokens.values().iter().enumerate() {
        assert_eq!(value.as_bytes(), values.get(index));
    }
    let Kind::Ragged { row_splits, .. } = &truth.component("lengths").kind else { panic!() };
    assert_eq!(joined.lengths.row_splits()[0].to_vec(), row_splits[1]);
    let unbatched = ds.unbatch().stack().unwrap();
    assert_eq!(unbatched.tokens, joined.tokens);
    assert_eq!(unbatched.lengths, joined.lengths);
    let _: Option<Nested<Array1<i64>>> = None;
}
