//! Every dtype, every rank, through tf.data and back; and stacking against one array made at once.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use ndarray::{Array, Array1, Array2, Array3, ArrayD, Axis, IxDyn};
use proptest::prelude::*;
use tfdata::{Bytes, Complex, Dataset, Element, Engine, Error, bf16, f16};

fn ready() {
    tfdata::libtensorflow::load_or_install().unwrap();
}

macro_rules! round_trip {
    ($($name:ident: $T:ty = [$($value:expr),* $(,)?];)*) => { $(
        #[test]
        fn $name() {
            ready();
            for engine in [Engine::TensorFlow, Engine::Native] {
            let values: Vec<$T> = vec![$($value),*];
            let scalars = Array1::from(values.clone());
            let ds = Dataset::from_tensor_slices(scalars.clone()).unwrap().engine(engine);
            assert_eq!(bits(&ds.stack().unwrap()), bits(&scalars));
            assert_eq!(bits(&ds.batch(3).concat().unwrap()), bits(&scalars));
            let each: Vec<$T> = ds.iter().unwrap().collect::<Result<_, _>>().unwrap();
            assert_eq!(bits(&Array1::from(each)), bits(&scalars));

            let n = values.len();
            let cube = Array3::from_shape_vec((2, n, 1), values.iter().chain(values.iter().rev()).cloned().collect()).unwrap();
            let ds = Dataset::from_tensor_slices(cube.clone()).unwrap().engine(engine);
            assert_eq!(bits(&ds.stack().unwrap()), bits(&cube));
            let rows: Vec<Array2<$T>> = ds.iter().unwrap().collect::<Result<_, _>>().unwrap();
            assert_eq!(bits(&rows[1]), bits(&cube.index_axis(Axis(0), 1).to_owned()));
            let dynamic = Dataset::from_tensor_slices(cube.clone().into_dyn()).unwrap().engine(engine);
            assert_eq!(bits(&dynamic.stack().unwrap()), bits(&cube));

            let ds = Dataset::from_tensors([[values[0].clone(), values[1].clone()]]).unwrap().engine(engine);
            assert_eq!(bits(&ds.stack().unwrap()), bits(&Array3::from_shape_vec((1, 1, 2), values[..2].to_vec()).unwrap()));
        }}
    )* };
}

/// The shape, and the items as text that tells NaNs and zeros apart.
fn bits<T: std::fmt::Debug + Clone + 'static, D: ndarray::Dimension>(
    array: &Array<T, D>,
) -> (Vec<usize>, Vec<String>) {
    (array.shape().to_vec(), array.iter().map(|item| format!("{item:?}")).collect())
}

round_trip! {
    round_trip_f32: f32 = [0.0, -0.0, 1.5, f32::NAN, f32::INFINITY, f32::MIN_POSITIVE];
    round_trip_f64: f64 = [0.0, -0.0, 1.5, f64::NAN, f64::NEG_INFINITY, f64::EPSILON];
    round_trip_f16: f16 = [f16::ZERO, f16::NEG_ZERO, f16::MAX, f16::NAN];
    round_trip_bf16: bf16 = [bf16::ZERO, bf16::NEG_ZERO, bf16::MAX, bf16::NAN];
    round_trip_i8: i8 = [0, -1, i8::MIN, i8::MAX];
    round_trip_i16: i16 = [0, -1, i16::MIN, i16::MAX];
    round_trip_i32: i32 = [0, -1, i32::MIN, i32::MAX];
    round_trip_i64: i64 = [0, -1, i64::MIN, i64::MAX];
    round_trip_u8: u8 = [0, 1, 200, u8::MAX];
    round_trip_u16: u16 = [0, 1, 40_000, u16::MAX];
    round_trip_u32: u32 = [0, 1, 3_000_000_000, u32::MAX];
    round_trip_u64: u64 = [0, 1, 1 << 63, u64::MAX];
    round_trip_bool: bool = [true, false, true, true];
    round_trip_c64: Complex<f32> = [Complex::new(1.0, -2.0), Complex::new(f32::NAN, 0.0), Complex::i()];
    round_trip_c128: Complex<f64> = [Complex::new(1.0, -2.0), Complex::new(0.0, f64::INFINITY), Complex::i()];
    round_trip_string: String = ["".into(), "day".into(), "a string of more than twenty-three bytes".into(), "ü\0é".into()];
    round_trip_bytes: Bytes = [Bytes::new(), Bytes::from_static(b"\xff\xfe\0"), Bytes::from(vec![7; 100_000])];
}

#[derive(Debug, Clone, PartialEq, Element)]
struct Inner {
    pos: [f64; 2],
    #[element(rename = "class")]
    label: u8,
}

#[derive(Debug, Clone, PartialEq, Element)]
struct Outer {
    z: String,
    inner: Inner,
    a: (i64, [[f32; 2]; 2]),
}

fn outer(i: i64) -> Outer {
    let (f, g) = (i as f32, i as f64);
    let inner = Inner { pos: [g, -g], label: i as u8 };
    Outer { z: format!("element {i}"), inner, a: (i, [[f, 1.0], [2.0, f * f]]) }
}

#[test]
fn structs_go_in_and_come_out() {
    ready();
    let all: Vec<Outer> = (0..10).map(outer).collect();
    let batch = OuterBatch::from_rows(all.clone()).unwrap();
    assert_eq!((batch.len(), batch.a.1.dim()), (10, (10, 2, 2)));
    let ds = Dataset::from_tensor_slices(batch).unwrap().engine(Engine::TensorFlow);
    let back: Vec<Outer> = ds.iter().unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(back, all);
    let stacked = ds.stack().unwrap();
    assert_eq!(stacked.rows().collect::<Vec<_>>(), all);
    let joined = ds.batch(4).concat().unwrap();
    assert_eq!(joined.rows().collect::<Vec<_>>(), all);
    assert_eq!(joined.slice(2..5).rows().collect::<Vec<_>>(), all[2..5]);
    assert_eq!(joined.select(&[7, 0]).row(0), all[7]);
    let (mut head, tail) = joined.split_at(4);
    assert_eq!((head.len(), tail.len()), (4, 6));
    head.extend(tail).unwrap();
    assert_eq!(head.rows().collect::<Vec<_>>(), all);
    let one = Dataset::from_tensors(outer(3)).unwrap();
    assert_eq!(one.first().unwrap(), Some(outer(3)));
    assert_eq!(
        Dataset::from_tensor_slices(OuterBatch::from_rows([]).unwrap()).unwrap().stack().unwrap().len(),
        0
    );
}

#[test]
fn unequal_shapes_are_named() {
    ready();
    let two = Dataset::from_tensors((1_i64, ndarray::arr1(&[1.0_f32, 2.0]))).unwrap();
    let three = Dataset::from_tensors((2_i64, ndarray::arr1(&[1.0_f32, 2.0, 3.0]))).unwrap();
    let both = two.concatenate(&three);
    assert_eq!(both.iter().unwrap().count(), 2);
    let error = both.stack().unwrap_err();
    let Error::Unequal { path, element, first, got } = &error else { panic!("{error}") };
    assert_eq!((path.as_str(), *element, &first[..], &got[..]), ("1", 1, &[2][..], &[3][..]));
    assert!(error.to_string().contains("padded_batch") && error.to_string().contains("iter()"), "{error}");
}

#[test]
fn bytes_that_are_not_utf8_are_named() {
    ready();
    let bytes = Array2::from_shape_fn((3000, 2), |(i, j)| match (i, j) {
        (2100, 1) => Bytes::from_static(b"ab\xff"),
        _ => Bytes::from_static(b"ok"),
    });
    let ds = Dataset::from_tensor_slices(bytes).unwrap().engine(Engine::TensorFlow);
    let text = ds.read_as::<Array1<String>>().unwrap();
    let Error::Utf8 { element, item, valid_up_to, .. } = text.stack().unwrap_err() else { panic!() };
    assert_eq!((element, item, valid_up_to), (2100, 1, 2));
    let error = text.iter().unwrap().find_map(Result::err).unwrap();
    assert!(
        error.to_string().contains("element 2100: string 1 is not UTF-8")
            && error.to_string().contains("`Bytes`")
    );
}

#[test]
fn an_iterator_that_failed_does_not_seem_to_end() {
    ready();
    let bytes =
        Array1::from(vec![Bytes::from_static(b"ok"), Bytes::from_static(b"\xff"), Bytes::from_static(b"ok")]);
    let mut iter = Dataset::from_tensor_slices(bytes).unwrap().read_as::<String>().unwrap().iter().unwrap();
    assert!(iter.next().unwrap().is_ok());
    assert!(matches!(iter.next(), Some(Err(Error::Utf8 { .. }))));
    assert!(matches!(iter.next(), Some(Err(Error::Poisoned))));
    assert!(iter.next().is_none());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    /// Stacking n rows is one array of n rows, however the pipeline cuts them.
    #[test]
    fn stacking_is_the_array(shape in prop::collection::vec(0_usize..4, 1..4), rows in 0_usize..40, size in 1_usize..9) {
        ready();
        let shape: Vec<usize> = std::iter::once(rows).chain(shape).collect();
        let len = shape.iter().product::<usize>();
        let array = ArrayD::from_shape_vec(IxDyn(&shape), (0..len as i32).collect()).unwrap();
        for engine in [Engine::TensorFlow, Engine::Native] {
        let ds = Dataset::from_tensor_slices(array.clone()).unwrap().engine(engine);
        prop_assert_eq!(&ds.stack().unwrap(), &array);
        prop_assert_eq!(&ds.batch(size).concat().unwrap(), &array);
        prop_assert_eq!(&ds.batch(size).unbatch().stack().unwrap(), &array);
        let exact = ds.batch_exact(size).concat().unwrap();
        prop_assert_eq!(exact.shape()[0], rows - rows % size);
        }
    }
}
