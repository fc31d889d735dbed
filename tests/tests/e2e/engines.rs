//! The two engines side by side: which one runs what, and the same plan through both.

use ndarray::{Array1, Array2, Array3};
use proptest::prelude::*;
use tfdata::{AUTOTUNE, Buffer, Cardinality, Dataset, Engine, Error, Shuffle, WhenEmpty};
use tfdata_tests::{both, tensorflow, up_to_error};

type Row = (Array1<f32>, String, i32);

fn rows(count: usize) -> Dataset<Row> {
    let x = Array2::from_shape_fn((count, 3), |(i, j)| (3 * i + j) as f32 / 2.0);
    let name = (0..count).map(|i| format!("{i:0width$}", width = i % 4)).collect::<Array1<String>>();
    Dataset::from_tensor_slices((x, name, (0..count as i32).collect::<Array1<i32>>())).expect("slices")
}

#[derive(Clone, Copy, Debug)]
enum Op {
    Take(usize),
    Skip(usize),
    Repeat(usize),
    Shard(usize, usize),
    Batched(usize),
    BatchedExactly(usize),
    Rebatched(usize, usize),
    RebatchedExactly(usize, usize),
    Padded(usize),
    Concatenate(usize),
    Cache,
    Prefetch(Buffer),
    ShuffleOne,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        (0..20_usize).prop_map(Op::Take),
        (0..12_usize).prop_map(Op::Skip),
        // Not 0 times: TensorFlow 2.21 fails where that follows a shuffle, since it makes one op of the two.
        (1..4_usize).prop_map(Op::Repeat),
        (1..5_usize, 0..5_usize).prop_map(|(count, index)| Op::Shard(count, index % count)),
        (1..9_usize).prop_map(Op::Batched),
        (1..9_usize).prop_map(Op::BatchedExactly),
        (1..9_usize, 1..9_usize).prop_map(|(first, second)| Op::Rebatched(first, second)),
        (1..9_usize, 1..9_usize).prop_map(|(first, second)| Op::RebatchedExactly(first, second)),
        (1..9_usize).prop_map(Op::Padded),
        (0..6_usize).prop_map(Op::Concatenate),
        Just(Op::Cache),
        prop_oneof![(0..4_usize).prop_map(Buffer::from), Just(AUTOTUNE)].prop_map(Op::Prefetch),
        Just(Op::ShuffleOne),
    ]
}

fn apply(dataset: Dataset<Row>, op: Op) -> Dataset<Row> {
    match op {
        Op::Take(count) => dataset.take(count),
        Op::Skip(count) => dataset.skip(count),
        Op::Repeat(count) => dataset.repeat(count),
        Op::Shard(count, index) => dataset.shard(count, index),
        Op::Batched(size) => dataset.batch(size).unbatch(),
        Op::BatchedExactly(size) => dataset.batch_exact(size).unbatch(),
        Op::Rebatched(first, second) => dataset.batch(first).rebatch(second).unbatch(),
        Op::RebatchedExactly(first, second) => dataset.batch(first).rebatch_exact(second).unbatch(),
        Op::Padded(size) => dataset.padded_batch(size).unbatch(),
        Op::Concatenate(count) => dataset.concatenate(&rows(count)),
        Op::Cache => dataset.cache(),
        Op::Prefetch(buffer) => dataset.prefetch(buffer),
        // A buffer of one leaves the order as it is.
        Op::ShuffleOne => dataset.shuffle(1),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_chain_is_the_same(
        count in 0..10_usize,
        ops in proptest::collection::vec(op(), 0..7),
        size in 1..7_usize,
    ) {
        tensorflow();
        let dataset = ops.iter().fold(rows(count), |dataset, op| apply(dataset, *op));
        let [theirs, ours] = both(&dataset);
        let elements = |ds: &Dataset<Row>| -> Vec<Row> {
            ds.iter().expect("starts").collect::<Result<_, _>>().expect("elements")
        };
        // Twice: the second time a cache is full.
        let expected = elements(&theirs);
        prop_assert_eq!(&elements(&ours), &expected);
        prop_assert_eq!(&elements(&ours), &expected);
        prop_assert_eq!(ours.stack().expect("stacks"), theirs.stack().expect("stacks"));
        let joined = |ds: &Dataset<Row>| ds.batch(size).concat().expect("joins");
        prop_assert_eq!(joined(&ours), joined(&theirs));
        let numbered = |ds: &Dataset<Row>| ds.enumerate_from(7).zip(&Dataset::range(30)).stack().expect("stacks");
        prop_assert_eq!(numbered(&ours), numbered(&theirs));
        if let Cardinality::Known(elements) = ours.cardinality().expect("counts") {
            prop_assert_eq!(elements, expected.len() as u64);
        }
        match theirs.cardinality().expect("counts") {
            Cardinality::Unknown => {}
            known => prop_assert_eq!(ours.cardinality().expect("counts"), known),
        }
    }
}

#[test]
fn what_runs_is_explained() {
    let ds = rows(4);
    assert!(ds.explain().ends_with("engine: native\n"), "{}", ds.explain());
    let pinned = ds.engine(Engine::TensorFlow).batch(2);
    assert!(pinned.explain().ends_with("engine: TensorFlow, as chosen\n"), "{}", pinned.explain());
    let mapped = ds.map::<i32>(|_, x| (&x.2).into()).take(2);
    assert!(
        mapped.explain().ends_with("engine: TensorFlow, since `map` is run by TensorFlow only\n"),
        "{}",
        mapped.explain()
    );
}

#[test]
fn what_is_not_native_is_said() {
    let ds = Dataset::range(4).ignore_errors().batch(2).engine(Engine::Native);
    for error in [ds.concat().map(drop), ds.iter().map(drop), ds.cardinality().map(drop)] {
        let error = error.expect_err("not native");
        let Error::Argument { method, reason } = &error else { panic!("{error}") };
        assert_eq!(method, "engine(Engine::Native)");
        assert!(reason.starts_with("`ignore_errors()` is run by TensorFlow only"), "{reason}");
    }
}

/// Whatever the order, nothing is lost or doubled; without a fixed order each iteration has its own.
#[test]
fn an_unseeded_shuffle_permutes() {
    let ds = Dataset::range(500).engine(Engine::Native);
    for buffer in [1, 2, 100, 500, 1000] {
        let mut shuffled = ds.shuffle(buffer).stack().expect("stacks").to_vec();
        shuffled.sort_unstable();
        assert_eq!(shuffled, (0..500).collect::<Vec<i64>>());
    }
    let near = ds.shuffle(10).stack().expect("stacks");
    assert!(near.iter().enumerate().all(|(place, number)| *number < place as i64 + 10));
    let shuffled = ds.shuffle(500);
    assert_ne!(shuffled.stack().expect("stacks"), shuffled.stack().expect("stacks"));
    let fixed = ds.shuffle(Shuffle::buffer(500).reshuffle_each_iteration(false));
    assert_eq!(fixed.stack().expect("stacks"), fixed.stack().expect("stacks"));
}

/// What is done with seeded shuffles of numbers.
#[derive(Clone, Debug)]
enum Mix {
    Shuffle(Shuffle),
    Repeat(usize),
    Take(usize),
    Skip(usize),
    Batched(usize),
    Cache,
    /// Forever, and no more than so many.
    Endless(usize),
}

fn mix() -> impl Strategy<Value = Mix> {
    let seed = prop_oneof![any::<i64>(), -3..100_i64, Just((1 << 31) - 1), Just(1 << 31)];
    let shuffle = (1..12_usize, seed, any::<bool>()).prop_map(|(buffer, seed, reshuffle)| {
        Mix::Shuffle(Shuffle::buffer(buffer).seed(seed).reshuffle_each_iteration(reshuffle))
    });
    prop_oneof![
        4 => shuffle,
        1 => (1..4_usize).prop_map(Mix::Repeat),
        1 => (0..20_usize).prop_map(Mix::Take),
        1 => (0..6_usize).prop_map(Mix::Skip),
        1 => (1..5_usize).prop_map(Mix::Batched),
        1 => Just(Mix::Cache),
        1 => (0..30_usize).prop_map(Mix::Endless),
    ]
}

fn mixed(ds: Dataset<i64>, mix: &Mix) -> Dataset<i64> {
    match mix {
        Mix::Shuffle(shuffle) => ds.shuffle(*shuffle),
        Mix::Repeat(count) => ds.repeat(*count),
        Mix::Take(count) => ds.take(*count),
        Mix::Skip(count) => ds.skip(*count),
        Mix::Batched(size) => ds.batch(*size).unbatch(),
        Mix::Cache => ds.cache(),
        Mix::Endless(count) => ds.repeat(None).take(*count),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// The order that TensorFlow gives for the same seeds, in each of several iterations, some of which end early.
    #[test]
    fn seeded_shuffles_are_the_same(
        count in 0..25_i64,
        mixes in proptest::collection::vec(mix(), 1..6),
        iterations in proptest::collection::vec(0..40_usize, 1..5),
    ) {
        tensorflow();
        let chain = |engine| mixes.iter().fold(Dataset::range(count).engine(engine), mixed);
        let [theirs, ours] = [Engine::TensorFlow, Engine::Native].map(chain);
        for taken in iterations {
            let elements = |ds: &Dataset<i64>| -> Vec<i64> {
                ds.iter().expect("starts").take(taken).collect::<Result<_, _>>().expect("elements")
            };
            prop_assert_eq!(elements(&ours), elements(&theirs));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// The order of seeded shuffles is that of TensorFlow wherever elements are made ahead, in iterations that reach the end.
    #[test]
    fn prefetched_shuffles_are_the_same(
        count in 0..25_i64,
        mixes in proptest::collection::vec(
            (mix().prop_filter("reaches the end", reaches_the_end), proptest::option::of(1..4_usize)),
            1..5,
        ),
        iterations in 1..4_usize,
    ) {
        tensorflow();
        let chain = |engine| {
            mixes.iter().fold(Dataset::range(count).engine(engine), |ds, (mix, buffer)| {
                let ds = mixed(ds, mix);
                buffer.map_or(ds.clone(), |buffer| ds.prefetch(buffer))
            })
        };
        let [theirs, ours] = [Engine::TensorFlow, Engine::Native].map(chain);
        for _ in 0..iterations {
            prop_assert_eq!(up_to_error(&ours), up_to_error(&theirs));
        }
    }
}

/// Whether all elements of the input are taken.
fn reaches_the_end(mix: &Mix) -> bool {
    !matches!(mix, Mix::Take(_) | Mix::Endless(_))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

    /// Arrays of any lengths, padded to the longest or to a shape that may be too small.
    #[test]
    fn padded_batches_are_the_same(
        batches in proptest::collection::vec((0..4_usize, 0..4_usize, 0..4_usize), 1..7),
        size in 1..5_usize,
        to in proptest::option::of(2..6_usize),
        value in proptest::option::of(-5..5_i64),
        exactly in any::<bool>(),
    ) {
        tensorflow();
        type Both = (Array2<i64>, Array1<String>);
        let mut all: Option<Dataset<Both>> = None;
        for (number, (rows, columns, words)) in batches.into_iter().enumerate() {
            let numbers = Array2::from_shape_fn((rows, columns), |(i, j)| (100 * number + 10 * i + j) as i64);
            let words = (0..words).map(|word| "x".repeat(word)).collect::<Array1<String>>();
            let one = Dataset::from_tensors((numbers, words)).expect("one");
            all = Some(all.map_or(one.clone(), |all| all.concatenate(&one)));
        }
        let mut padded = tfdata::PaddedBatch::of(size).shape("0", [None, to]).shape("1", [to]);
        if let Some(value) = value {
            padded = padded.value("0", value).value("1", format!("pad {value}"));
        }
        if exactly {
            padded = padded.drop_remainder();
        }
        let batches: Dataset<(ndarray::Array3<i64>, Array2<String>)> = all.expect("some").padded_batch(padded);
        let [theirs, ours] = both(&batches).map(|ds| {
            let mut batches: Vec<_> = ds.iter().expect("starts").map(Result::ok).collect();
            // What follows an error is that there is nothing more.
            let end = batches.iter().position(Option::is_none).map_or(batches.len(), |at| at + 1);
            batches.truncate(end);
            batches
        });
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn unique_ones_are_the_same(numbers in proptest::collection::vec(0..9_i64, 0..40), size in 1..4_usize) {
        tensorflow();
        let numbers = Array1::from(numbers);
        let words = numbers.mapv(|number| "ab".repeat(number as usize % 3));
        let ds = Dataset::from_tensor_slices(numbers).expect("slices");
        for ds in [ds.unique(), ds.unique().take(3).repeat(2).unique()] {
            let [theirs, ours] = both(&ds).map(|ds| ds.stack().expect("stacks"));
            prop_assert_eq!(ours, theirs);
        }
        let [theirs, ours] = both(&ds.batch_exact(size).unique()).map(|ds| ds.concat().expect("joins"));
        prop_assert_eq!(ours, theirs);
        let words = Dataset::from_tensor_slices(words).expect("slices");
        let [theirs, ours] = both(&words.unique()).map(|ds| ds.stack().expect("stacks"));
        prop_assert_eq!(ours, theirs);
        let [theirs, ours] = both(&words.batch(size).unique()).map(|ds| {
            ds.iter().expect("starts").collect::<Result<Vec<_>, _>>().expect("batches")
        });
        prop_assert_eq!(ours, theirs);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn chosen_ones_are_the_same(
        counts in proptest::collection::vec(0..7_usize, 1..4),
        choices in proptest::collection::vec(-1..4_i64, 0..12),
        forever in any::<bool>(),
        stop in any::<bool>(),
    ) {
        tensorflow();
        let datasets: Vec<Dataset<Row>> = counts.iter().map(|count| rows(*count).skip(1)).collect();
        let choices = Dataset::from_tensor_slices(Array1::from(choices)).expect("slices");
        // Those that never end name each dataset: else the search for one that has not ended may not end.
        let each = Dataset::range(counts.len() as i64);
        let choices = if forever { choices.concatenate(&each).repeat(None) } else { choices };
        let when_empty = if stop { WhenEmpty::Stop } else { WhenEmpty::Skip };
        let chosen = Dataset::choose_from_datasets(&datasets, &choices, when_empty);
        let [theirs, ours] = both(&chosen);
        prop_assert_eq!(ours.cardinality().expect("counts"), theirs.cardinality().expect("counts"));
        prop_assert_eq!(up_to_error(&ours), up_to_error(&theirs));
    }
}

/// Which of two inputs draws which of the seeds that they share is left to TensorFlow.
#[test]
fn inputs_that_share_the_seeds_of_a_shuffle_are_not_native() {
    let shuffled = |reshuffle| {
        Dataset::range(4).shuffle(Shuffle::buffer(3).seed(1).reshuffle_each_iteration(reshuffle)).repeat(2)
    };
    let (again, fixed) = (shuffled(true), shuffled(false));
    for left in [again.zip(&again.skip(1)).explain(), again.take(2).concatenate(&again).explain()] {
        assert!(left.contains("engine: TensorFlow, since `"), "{left}");
        assert!(left.contains("has inputs that share the seeds of a shuffle"), "{left}");
    }
    assert!(again.zip(&shuffled(true)).explain().ends_with("engine: native\n"));
    assert!(fixed.zip(&fixed).explain().ends_with("engine: native\n"));
    let [theirs, ours] = both(&fixed.zip(&fixed));
    assert_eq!(ours.stack().expect("stacks"), theirs.stack().expect("stacks"));
}

/// Which seeds such shuffles draw is left to TensorFlow.
#[test]
fn a_choice_among_seeded_shuffles_is_not_native() {
    let shuffled =
        |reshuffle| Dataset::range(4).shuffle(Shuffle::buffer(3).seed(1).reshuffle_each_iteration(reshuffle));
    let choose = |dataset: Dataset<i64>| {
        let choices = Dataset::range(2).repeat(None);
        Dataset::choose_from_datasets(&[dataset, Dataset::range(3)], &choices, WhenEmpty::Skip)
    };
    let left = choose(shuffled(true)).explain();
    assert!(left.contains("engine: TensorFlow, since `choose_from_datasets"), "{left}");
    assert!(choose(shuffled(false)).explain().ends_with("engine: native\n"));
    let [theirs, ours] = both(&choose(shuffled(false)).take(7));
    assert_eq!(ours.stack().expect("stacks"), theirs.stack().expect("stacks"));
}

/// Also of batches without rows, of which TensorFlow does not say how many they have together. Of rebatched ones it never
/// says how many they are.
#[test]
fn batches_taken_apart_have_the_same_cardinality() {
    tensorflow();
    for rows in [0, 1, 4] {
        let ds = Dataset::from_tensor_slices(Array3::<f32>::zeros((5, rows, 3))).expect("slices");
        let endless = both(&ds.repeat(None).unbatch()).map(|ds| ds.cardinality().expect("counts"));
        assert_eq!(endless, [Cardinality::Infinite; 2]);
        for ds in [ds.clone(), ds.take(0), ds.repeat(3)] {
            let [theirs, ours] = both(&ds.unbatch()).map(|ds| ds.cardinality().expect("counts"));
            assert_eq!(ours, theirs, "{rows} rows: {ds:?}");
            for ds in [ds.rebatch(2), ds.rebatch_exact(3)] {
                let [theirs, ours] = both(&ds).map(|ds| ds.cardinality().expect("counts"));
                assert_eq!(theirs, Cardinality::Unknown);
                match ours {
                    Cardinality::Known(elements) => {
                        assert!(rows > 0, "{ds:?}");
                        assert_eq!(up_to_error(&ds).0.len() as u64, elements, "{rows} rows: {ds:?}");
                    }
                    _ => assert_eq!(rows, 0, "{ds:?}"),
                }
            }
        }
    }
}
