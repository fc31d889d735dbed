//! Random chains of transformations against vectors: what each one means is written here in a line or two.

use ndarray::Array1;
use proptest::prelude::*;
use tfdata::{Dataset, Shuffle};
use tfdata_tests::tensorflow;

/// One transformation of a dataset of numbers into another.
#[derive(Clone, Debug)]
enum Step {
    Take(usize),
    Skip(usize),
    Repeat(usize),
    Shard(usize, usize),
    Concatenate(i64),
    ZipWithRange(i64),
    Enumerate(i64),
    BatchUnbatch(usize),
    BatchExactUnbatch(usize),
    Rebatch(usize, usize),
    BatchTake(usize, usize),
    Cache,
    Prefetch(usize),
    ShuffleOfOne,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..30_usize).prop_map(Step::Take),
        (0..12_usize).prop_map(Step::Skip),
        (0..4_usize).prop_map(Step::Repeat),
        (1..5_usize).prop_flat_map(|count| (0..count).prop_map(move |index| Step::Shard(count, index))),
        (0..9_i64).prop_map(Step::Concatenate),
        (0..30_i64).prop_map(Step::ZipWithRange),
        (-3..9_i64).prop_map(Step::Enumerate),
        (1..9_usize).prop_map(Step::BatchUnbatch),
        (1..9_usize).prop_map(Step::BatchExactUnbatch),
        (1..9_usize, 1..9_usize).prop_map(|(first, second)| Step::Rebatch(first, second)),
        (1..9_usize, 0..4_usize).prop_map(|(size, count)| Step::BatchTake(size, count)),
        Just(Step::Cache),
        (0..3_usize).prop_map(Step::Prefetch),
        Just(Step::ShuffleOfOne),
    ]
}

/// Both parts are kept, the first in full: their sum would hide an exchange.
fn joined(pairs: &Dataset<(i64, i64)>) -> Dataset<i64> {
    let (first, second) = pairs.stack().expect("stacks");
    Dataset::from_tensor_slices(first * 1000 + second).expect("slices")
}

fn apply(dataset: &Dataset<i64>, step: &Step) -> Dataset<i64> {
    match *step {
        Step::Take(count) => dataset.take(count),
        Step::Skip(count) => dataset.skip(count),
        Step::Repeat(count) => dataset.repeat(count),
        Step::Shard(count, index) => dataset.shard(count, index),
        Step::Concatenate(stop) => dataset.concatenate(&Dataset::range(stop)),
        Step::ZipWithRange(stop) => joined(&dataset.zip(&Dataset::range(stop))),
        Step::Enumerate(start) => joined(&dataset.enumerate_from(start)),
        Step::BatchUnbatch(size) => dataset.batch(size).unbatch(),
        Step::BatchExactUnbatch(size) => dataset.batch_exact(size).unbatch(),
        Step::Rebatch(first, second) => dataset.batch(first).rebatch_exact(second).unbatch(),
        Step::BatchTake(size, count) => dataset.batch(size).take(count).unbatch(),
        Step::Cache => dataset.cache(),
        Step::Prefetch(buffer) => dataset.prefetch(buffer),
        Step::ShuffleOfOne => dataset.shuffle(Shuffle::buffer(1)),
    }
}

fn model(mut numbers: Vec<i64>, step: &Step) -> Vec<i64> {
    let whole = |numbers: &mut Vec<i64>, size| numbers.truncate(numbers.len() - numbers.len() % size);
    match *step {
        Step::Take(count) => numbers.truncate(count),
        Step::Skip(count) => drop(numbers.drain(..count.min(numbers.len()))),
        Step::Repeat(count) => numbers = numbers.repeat(count),
        Step::Shard(count, index) => numbers = numbers.into_iter().skip(index).step_by(count).collect(),
        Step::Concatenate(stop) => numbers.extend(0..stop),
        Step::ZipWithRange(stop) => {
            numbers = numbers.iter().zip(0..stop).map(|(number, other)| number * 1000 + other).collect();
        }
        Step::Enumerate(start) => {
            numbers = (start..).zip(&numbers).map(|(place, number)| place * 1000 + number).collect();
        }
        Step::BatchExactUnbatch(size) | Step::Rebatch(_, size) => whole(&mut numbers, size),
        Step::BatchTake(size, count) => numbers.truncate(size * count),
        Step::BatchUnbatch(_) | Step::Cache | Step::Prefetch(_) | Step::ShuffleOfOne => {}
    }
    numbers
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn chains_mean_what_vectors_mean(
        start in prop_oneof![
            (0..25_i64).prop_map(|stop| (0..stop).collect::<Vec<i64>>()),
            prop::collection::vec(-50..50_i64, 0..25),
        ],
        steps in prop::collection::vec(step(), 0..5),
        size in 1..7_usize,
    ) {
        tensorflow();
        let mut dataset = Dataset::from_tensor_slices(Array1::from(start.clone())).expect("slices");
        let mut expected = start;
        for step in &steps {
            dataset = apply(&dataset, step);
            expected = model(expected, step);
            // Numbers stay far from overflow.
            prop_assume!(expected.iter().all(|number| number.abs() < 1 << 40) && expected.len() < 500);
        }
        let elements: Vec<i64> = dataset.iter()?.collect::<Result<_, _>>()?;
        prop_assert_eq!(&elements, &expected);
        prop_assert_eq!(dataset.stack()?.to_vec(), expected.clone());
        prop_assert_eq!(dataset.batch(size).concat()?.to_vec(), expected.clone());
        let batches = dataset.batch(size).iter()?.map(|batch| batch.map(|batch| batch.to_vec()));
        let batches: Vec<Vec<i64>> = batches.collect::<Result<_, _>>()?;
        prop_assert_eq!(batches, expected.chunks(size).map(<[i64]>::to_vec).collect::<Vec<_>>());
        if let tfdata::Cardinality::Known(count) = dataset.cardinality()? {
            prop_assert_eq!(count, expected.len() as u64);
        }
    }
}
