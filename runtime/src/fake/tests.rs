#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use bytes::Bytes;
use half::{bf16, f16};
use ndarray::{Array1, Array2, Array3, ArrayD, arr1};
use num_complex::Complex;

use crate::element::{Concat, Element, Nested, Optionals, Ragged, Sparse, Stack, Value};

/// Written down once; another machine, or a later version, has to give the same.
#[test]
fn the_same_on_every_machine() {
    let made = <(i64, f32, bool, [u8; 4], [String; 3])>::fake(1);
    assert_eq!(format!("{made:?}"), r#"(88, -4.3828125, false, [97, 10, 32, 17], ["ne te", "ééя", "voの"])"#);
}

#[test]
fn rows_of_a_batch_are_elements() {
    let (numbers, texts, vectors) = <(f64, String, Array2<i32>)>::fake_batch(5, 20);
    let first = <(f64, String, Array2<i32>)>::fake(5);
    assert_eq!((numbers[0], &texts[0]), (first.0, &first.1));
    assert_eq!(vectors.index_axis(ndarray::Axis(0), 0), first.2);
    assert_eq!((numbers.len(), texts.len(), vectors.shape()[0]), (20, 20, 20));
    assert!(numbers.iter().any(|number| *number != numbers[0]), "{numbers}");
    assert!(numbers.iter().all(|number| (-32.0..32.0).contains(number)), "{numbers}");
    assert_eq!(<(f64, String)>::fake_batch(5, 0).0.len(), 0);
}

#[test]
fn every_type_of_item() {
    for seed in 0..20 {
        let _ = <(i8, i16, i32, i64, u8, u16, u32, u64)>::fake(seed);
        let _ = <(f32, f64, f16, bf16, bool, Complex<f32>, Complex<f64>, Bytes)>::fake(seed);
        let _ = <([[bool; 2]; 3], [String; 2], ArrayD<Bytes>, Array3<f16>)>::fake(seed);
    }
}

#[test]
fn every_kind_of_element() {
    let (mut some, mut none, mut longest) = (false, false, 0);
    for seed in 0..50 {
        let (optional, map) = <(Option<[f32; 2]>, BTreeMap<String, i64>)>::fake(seed);
        (some, none) = (some || optional.is_some(), none || optional.is_none());
        assert!((1..=3).contains(&map.len()), "{map:?}");
        let ragged = Ragged::<Bytes>::fake(seed);
        assert_eq!(ragged.ragged_rank(), 0);
        longest = longest.max(ragged.len());
        let (nested, (), value) = <(Vec<(f32, String)>, (), Value)>::fake(seed);
        assert!(nested.len() <= 4 && value.dtype().is_some());
        let sparse = Sparse::<f32>::fake(seed);
        assert_eq!(sparse.to_dense().ndim(), 1);
    }
    assert!(some && none && longest > 1);
}

#[test]
fn batches_of_every_kind() {
    let (ragged, sparse) = <(Ragged<i64>, Sparse<f64>)>::fake_batch(3, 9);
    assert_eq!((ragged.len(), ragged.ragged_rank(), Concat::len(&sparse)), (9, 1, 9));
    let (optionals, nested) = <(Option<f32>, Vec<i64>)>::fake_batch(3, 9);
    assert_eq!((optionals.len(), Concat::len(&nested)), (9, 9));
    assert!(optionals.iter().any(Option::is_some) && optionals.iter().any(Option::is_none));
    assert_eq!(BTreeMap::<String, Array1<u8>>::fake_batch(3, 9)["a"].shape()[0], 9);
}

/// What is a batch by its type alone has rows that agree.
#[test]
fn elements_that_are_batches() {
    for seed in 0..20 {
        let (a, b, c) = <(Array1<f32>, Array2<i64>, (Array1<String>, [u8; 2]))>::fake(seed);
        assert_eq!((a.len(), c.0.len()), (b.nrows(), b.nrows()));
        let _ = Optionals::<f32>::fake(seed);
        assert_eq!(Concat::len(&Nested::<Array1<f32>>::fake(seed)), 0);
    }
    let made: Array1<i64> = i64::fake_batch(0, 3);
    assert_ne!(made, arr1(&[0, 0, 0]));
}
