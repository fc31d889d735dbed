//! What is more than a dense tensor, put into datasets from memory: it comes out again as it went in, also through
//! a batch, and the ragged and sparse ones as Python's tf.data gives them.

use std::collections::BTreeMap;

use ndarray::{Array1, Array2, arr1, arr2};
use tfdata::{Bytes, Dataset, Element, Nested, Optionals, Ragged, Sparse, Value};
use tfdata_tests::tensorflow;

fn ragged(values: &[i64], splits: &[&[i64]]) -> Ragged<i64> {
    let splits = splits.iter().map(|splits| Array1::from(splits.to_vec())).collect();
    Ragged::new(Array1::from(values.to_vec()).into_dyn(), splits).expect("ragged")
}

fn sparse(places: &[[i64; 2]], shape: [i64; 2]) -> Sparse<f32> {
    let values = (0..places.len()).map(|value| value as f32 + 0.5).collect();
    let indices = Array2::from_shape_fn((places.len(), 2), |(row, axis)| places[row][axis]);
    Sparse::new(indices, values, arr1(&shape)).expect("sparse")
}

/// The elements of a dataset.
fn drained<E: Element>(ds: &Dataset<E>) -> Vec<E> {
    ds.iter().expect("elements").collect::<Result<_, _>>().expect("elements")
}

#[derive(Clone, Debug, PartialEq, Element)]
struct Mixed {
    words: Ragged<Bytes>,
    counts: Sparse<f32>,
    score: Option<[f32; 2]>,
    steps: Vec<(i64, String)>,
    extra: BTreeMap<String, f64>,
    plain: i32,
}

fn mixed(number: i32) -> Mixed {
    let words = (0..number).map(|word| Bytes::from(format!("word {word}"))).collect::<Array1<_>>();
    let splits = arr1(&[0, i64::from(number / 2), i64::from(number)]);
    Mixed {
        words: Ragged::new(words.into_dyn(), vec![splits]).expect("ragged"),
        counts: sparse(&[[0, 1], [1, i64::from(number)]], [2, i64::from(number) + 2]),
        score: (number % 2 == 0).then_some([number as f32, -1.0]),
        steps: (0..number).map(|step| (i64::from(step), format!("step {step}"))).collect(),
        extra: [("a".to_owned(), f64::from(number)), ("b".to_owned(), 0.5)].into(),
        plain: number,
    }
}

#[test]
fn one_element() {
    tensorflow();
    for number in 0..4 {
        let ds = Dataset::from_tensors(mixed(number)).expect("a dataset");
        assert_eq!(ds.get_single_element().expect("one"), mixed(number));
        let with_none = Dataset::from_tensors((mixed(number), ())).expect("a dataset");
        assert_eq!(with_none.get_single_element().expect("one").0, mixed(number));
        // Once more, after a step that takes all components through TensorFlow.
        assert_eq!(drained(&ds.repeat(2).shuffle(2).prefetch(1)), [mixed(number), mixed(number)]);
    }
}

#[test]
fn rows_of_ragged_and_sparse_batches() {
    tensorflow();
    let words = ragged(&[1, 2, 3, 4, 5, 6], &[&[0, 2, 2, 3], &[0, 1, 3, 6]]);
    let counts = sparse(&[[2, 4], [0, 1], [2, 0]], [3, 5]);
    let plain = arr1(&[7, 8, 9]);
    let ds = Dataset::from_tensor_slices((words.clone(), counts.clone(), plain)).expect("slices");
    let rows = drained(&ds);
    assert_eq!(rows.len(), 3);
    for (number, (word, count, plain)) in rows.into_iter().enumerate() {
        assert_eq!((word, plain), (words.row(number), number as i32 + 7));
        assert_eq!(count.to_dense(), counts.to_dense().index_axis(ndarray::Axis(0), number).to_owned());
    }
    let (again, sparse_again, _) = ds.batch(2).concat().expect("batches");
    assert_eq!(again, words);
    assert_eq!(sparse_again.to_dense(), counts.to_dense());
    let error = Dataset::from_tensor_slices((words, arr1(&[1.0_f32]))).map(drop).expect_err("3 and 1 rows");
    assert!(matches!(error, tfdata::Error::Rows { expected: 3, got: 1, .. }), "{error}");
}

#[test]
fn rows_of_optionals_and_nested_datasets() {
    tensorflow();
    let scores = Optionals::from(vec![Some(1.5_f32), None, Some(-2.0)]);
    let ds = Dataset::from_tensor_slices((scores.clone(), arr1(&[1_i64, 2, 3]))).expect("slices");
    assert_eq!(drained(&ds), [(Some(1.5), 1), (None, 2), (Some(-2.0), 3)]);

    let steps = [vec![1_i64, 2], vec![], vec![3]];
    let nested: Nested<Array1<i64>> = Dataset::from_tensors(steps[0].clone())
        .expect("a dataset")
        .concatenate(&Dataset::from_tensors(steps[1].clone()).expect("a dataset"))
        .concatenate(&Dataset::from_tensors(steps[2].clone()).expect("a dataset"))
        .stack()
        .expect("stacked");
    let ds = Dataset::from_tensor_slices(nested).expect("slices");
    assert_eq!(drained(&ds), steps);
    let none = Optionals::<f32>::from(Vec::new());
    assert_eq!(drained(&Dataset::from_tensor_slices(none).expect("no rows")), []);
}

#[test]
fn a_stacked_struct_goes_back() {
    tensorflow();
    #[derive(Clone, Debug, PartialEq, Element)]
    struct Row {
        tokens: Ragged<i64>,
        known: Option<i64>,
        steps: Vec<f32>,
        name: String,
    }
    let row = |number: i64| Row {
        tokens: ragged(&(0..number).collect::<Vec<_>>(), &[&[0, number]]),
        known: (number > 1).then_some(number),
        steps: (0..number).map(|step| step as f32).collect(),
        name: format!("row {number}"),
    };
    let rows: Vec<Row> = (0..4).map(row).collect();
    let batch = RowBatch::from_rows(rows.clone()).expect("a batch");
    let ds = Dataset::from_tensor_slices(batch.clone()).expect("slices");
    assert_eq!(drained(&ds), rows);
    assert_eq!(ds.stack().expect("stacked"), batch);
}

#[test]
fn untyped_values() {
    tensorflow();
    let value = |number: i64| {
        let tokens = Value::Ragged {
            values: Box::new(Value::I64(arr1(&[number, 2, 3]).into_dyn())),
            row_splits: vec![arr1(&[0, 1, 3])],
        };
        let counts = Value::Sparse {
            indices: arr2(&[[0, 1]]),
            values: Box::new(Value::F32(arr1(&[0.5]).into_dyn())),
            dense_shape: arr1(&[2, 2]),
        };
        let held = Value::Optional(Some(Box::new(Value::Bool(arr1(&[true]).into_dyn()))));
        let steps = vec![Value::I64(ndarray::arr0(number).into_dyn()); 2];
        let members = [("tokens", tokens), ("counts", counts), ("held", held), ("none", Value::None)];
        let members = members.map(|(name, value)| (name.to_owned(), value));
        Value::Tuple(vec![Value::Dict(members.into()), Value::Dataset(steps)])
    };
    let ds = Dataset::from_tensors(value(1)).expect("a dataset");
    assert_eq!(ds.get_single_element().expect("one"), value(1));
    let two = ds.concatenate(&Dataset::from_tensors(value(2)).expect("a dataset"));
    assert_eq!(drained(&two), [value(1), value(2)]);
    let values = two.stack().expect("stacked");
    assert_eq!(drained(&Dataset::from_tensor_slices(values).expect("slices")), [value(1), value(2)]);
    let unlike = Value::Dataset(vec![value(1), Value::None]);
    let error = Dataset::from_tensors(unlike).map(drop).expect_err("unlike").to_string();
    assert!(error.contains("elements differ in structure or dtype"), "{error}");
}

/// A function may make batches of ragged and sparse tensors; TensorFlow encodes those as a whole.
#[test]
fn batches_made_by_a_function_are_taken_apart() {
    tensorflow();
    let words = ragged(&[1, 2, 3, 4, 5, 6], &[&[0, 2, 2, 6]]);
    let counts = sparse(&[[0, 1], [2, 0], [2, 4]], [3, 5]);
    let whole = Dataset::from_tensors((words.clone(), counts.clone())).expect("a dataset").repeat(2);
    let rows = whole.unbatch();
    assert_eq!(drained(&rows).len(), 6);
    let (again, _) = rows.take(3).batch(3).concat().expect("a batch");
    assert_eq!(again, words);
    assert_eq!(drained(&rows)[2].1.to_dense().sum(), 4.0);
    let (again, counted) = whole.rebatch(4).first().expect("batches").expect("one");
    assert_eq!((again.len(), counted.dense_shape().to_vec()), (4, vec![4, 5]));
}
