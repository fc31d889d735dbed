//! Arrays in memory, through tf.data, and back.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use ndarray::{Array1, Array2, array};
use tfdata::{Cardinality, Dataset, Element, Engine, Error};

fn ready() {
    tfdata::libtensorflow::load_or_install().unwrap();
}

#[test]
fn slices_stack_concat_and_iterate() {
    ready();
    let x = Array2::<f32>::from_shape_fn((100, 5), |(i, j)| (i * 5 + j) as f32);
    let y = Array1::<i32>::from_iter(0..100);
    let ds = Dataset::from_tensor_slices((x.clone(), y.clone())).unwrap().engine(Engine::TensorFlow);
    assert_eq!(ds.cardinality().unwrap(), Cardinality::Known(100));
    let (xs, ys) = ds.stack().unwrap();
    assert_eq!((&xs, &ys), (&x, &y));
    let (xs, ys) = ds.batch(32).concat().unwrap();
    assert_eq!((&xs, &ys), (&x, &y));
    let (xs, ys) = ds.batch(32).take(2).concat().unwrap();
    assert_eq!((xs.shape(), ys.len()), (&[64, 5][..], 64));
    for (number, element) in ds.iter().unwrap().enumerate() {
        let (row, label): (Array1<f32>, i32) = element.unwrap();
        assert_eq!((row.view(), label), (x.row(number), number as i32));
    }
    assert_eq!(ds.batch(33).unbatch().stack().unwrap().1, y);
}

#[test]
fn ranges_transform() {
    ready();
    let ds = Dataset::range(10).engine(Engine::TensorFlow);
    assert_eq!(ds.skip(2).take(3).stack().unwrap(), array![2, 3, 4]);
    assert_eq!(ds.shard(3, 1).stack().unwrap(), array![1, 4, 7]);
    assert_eq!(ds.repeat(2).stack().unwrap().len(), 20);
    assert_eq!(ds.repeat(None).cardinality().unwrap(), Cardinality::Infinite);
    assert_eq!(ds.batch_exact(4).concat().unwrap().len(), 8);
    let (i, x) = Dataset::range(5..8).enumerate().stack().unwrap();
    assert_eq!((i, x), (array![0, 1, 2], array![5, 6, 7]));
    let (a, b) = Dataset::range(5..8).zip(&ds).stack().unwrap();
    assert_eq!((a, b), (array![5, 6, 7], array![0, 1, 2]));
    assert_eq!(Dataset::range(2).concatenate(&Dataset::range(1)).stack().unwrap(), array![0, 1, 0]);
    assert_eq!(Dataset::range(0).stack().unwrap().len(), 0);
    assert_eq!(ds.prefetch(2).cache().shuffle(3).stack().unwrap().len(), 10);
    let error = ds.batch(0).concat().unwrap_err();
    assert_eq!(error.to_string(), "batch(0): a batch has at least one element");
    let error = ds.repeat(None).stack().unwrap_err();
    assert_eq!(error.to_string(), "stack(): range(0, 10, 1) never ends; use `take(n)` first");
}

#[derive(Element, Debug, PartialEq)]
struct Point {
    x: f32,
    y: f32,
}

#[derive(Element, Debug)]
struct Pair(f32, f32);

/// A batch that is a member of an element has its own number of rows, whatever stands before it.
#[test]
fn batches_beside_arrays() {
    ready();
    let x = Array1::<f32>::from_iter([0.5, 1.5, 2.5]);
    let points = PointBatch::new(x.clone(), -x).unwrap();
    for engine in [Engine::Native, Engine::TensorFlow] {
        let element = (array![1, 2, 3, 4, 5], points.clone(), array![7]);
        let ds = Dataset::from_tensors(element.clone()).unwrap().engine(engine);
        let elements: Vec<_> = ds.iter().unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(elements, [element]);
        let two = (array![1, 2, 3, 4, 5], (points.clone(), points.slice(..1)));
        let ds = Dataset::from_tensors(two.clone()).unwrap().engine(engine);
        let elements: Vec<_> = ds.iter().unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(elements, [two]);
        let unequal = (array![1, 2, 3], (array![0.5_f32], array![0.5_f32, 1.5]));
        let ds = Dataset::from_tensors(unequal).unwrap().engine(engine);
        let ds = ds.read_as::<(Array1<i32>, PairBatch)>().unwrap();
        let error = ds.iter().unwrap().next().unwrap().unwrap_err();
        assert!(matches!(error, Error::Rows { expected: 1, got: 2, .. }), "{error}");
    }
}
