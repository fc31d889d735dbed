//! Every chain of transformations, built the same way as in Python (`CASES` in `fixtures/scripts/make_extra.py`)
//! and compared through `iter`, `stack` and `concat`; and shuffles over three epochs.

use std::ops::Range;

use ndarray::{Array1, Array2, Dimension};
use serde_json::Value;
use tfdata::{AUTOTUNE, Cardinality, Dataset, Element, Engine, Error, Shuffle, Stack};
use tfdata_tests::{Bits, Kind, Part, Truth, both, compare, fixture, tensorflow};

fn r(stop: i64) -> Dataset<i64> {
    Dataset::range(stop)
}

fn x() -> Array2<f32> {
    Array2::from_shape_fn((10, 3), |(i, j)| (3 * i + j) as f32 / 2.0 - 4.0)
}

fn y() -> Array1<i32> {
    Array1::from_shape_fn(10, |i| -(i as i32))
}

fn s() -> Dataset<(Array1<f32>, i32)> {
    Dataset::from_tensor_slices((x(), y())).expect("slices")
}

fn text(strings: &[&str]) -> Array1<String> {
    strings.iter().map(|string| (*string).to_owned()).collect()
}

/// Something whose parts the truth has under their paths.
trait Compare {
    fn compare(&self, truth: &Truth, part: Part, path: &str);
}

macro_rules! leaves {
    ($($T:ty),*) => { $(
        impl Compare for $T {
            fn compare(&self, truth: &Truth, part: Part, path: &str) {
                truth.assert(part, if path.is_empty() { "_" } else { path }, self);
            }
        }
    )* };
}

leaves!(f32, i32, i64, String);

impl<T: Bits + Clone, D: Dimension> Compare for ndarray::Array<T, D> {
    fn compare(&self, truth: &Truth, part: Part, path: &str) {
        truth.assert(part, if path.is_empty() { "_" } else { path }, self);
    }
}

impl<A: Compare, B: Compare> Compare for (A, B) {
    fn compare(&self, truth: &Truth, part: Part, path: &str) {
        let dot = if path.is_empty() { "" } else { "." };
        self.0.compare(truth, part, &format!("{path}{dot}0"));
        self.1.compare(truth, part, &format!("{path}{dot}1"));
    }
}

fn truth(case: &str) -> Truth {
    tensorflow();
    Truth::open(&format!("extra/{case}"))
}

/// One iteration, element by element.
fn check_elements<E: Element + Compare>(truth: &Truth, dataset: &Dataset<E>) {
    let mut count = 0;
    for element in dataset.iter().expect(&truth.name) {
        element.expect(&truth.name).compare(truth, Part::Element(count), "");
        count += 1;
    }
    assert_eq!(count, truth.count, "{}", truth.name);
}

/// Elements one by one, and stacked, through both engines.
#[track_caller]
fn check<E: Stack<Batch: Compare> + Compare>(case: &str, dataset: &Dataset<E>) {
    both(dataset).iter().for_each(|dataset| check_one(case, dataset));
}

/// Where their shapes differ, stacking says so.
fn check_one<E: Stack<Batch: Compare> + Compare>(case: &str, dataset: &Dataset<E>) {
    let truth = truth(&format!("transforms/{case}"));
    check_elements(&truth, dataset);
    let equal = truth.paths().all(|path| matches!(truth.component(path).kind, Kind::Dense { .. }));
    match dataset.stack() {
        // TensorFlow's array of no elements has no inner dimensions.
        Ok(_) if equal && truth.count == 0 => {}
        Ok(stacked) if equal => stacked.compare(&truth, Part::Stacked, ""),
        Err(Error::Unequal { .. }) if !equal => {}
        other => panic!("{case}: {:?}", other.map(drop)),
    }
    if let Cardinality::Known(elements) = dataset.cardinality().expect(case) {
        assert_eq!(elements, truth.count as u64, "{case}");
    }
}

/// As `check`, and joined.
fn check_batches<E>(case: &str, dataset: &Dataset<E>)
where
    E: Stack<Batch: Compare> + tfdata::Concat + Compare,
{
    check(case, dataset);
    for dataset in both(dataset) {
        let joined = dataset.concat().expect(case);
        match truth(&format!("transforms/{case}")) {
            truth if truth.count == 0 => assert!(joined.is_empty(), "{case}"),
            truth => joined.compare(&truth, Part::Joined, ""),
        }
    }
}

#[test]
fn sources() {
    check("slices", &s());
    check("tensors", &Dataset::from_tensors((x(), y())).expect("one element"));
    check("range", &r(10));
    check("range_2_20_3", &Dataset::range_step(2..20, 3));
    check("range_10_0_m3", &Dataset::range_step(Range { start: 10, end: 0 }, -3));
    check("range_empty", &r(0));
}

#[test]
fn a_dict() {
    #[derive(Element)]
    struct Row {
        y: i32,
        name: String,
        x: [f32; 3],
    }
    let truth = truth("transforms/slices_dict");
    let name = (0..10).map(|i| format!("row {i}")).collect();
    let rows = Dataset::from_tensor_slices(RowBatch::new(y(), name, x()).expect("ten rows")).expect("slices");
    for rows in both(&rows) {
        let mut count = 0;
        for row in rows.iter().expect("iterates") {
            compare!(truth, Part::Element(count), row.expect("a row"), "", [name, x, y]);
            count += 1;
        }
        assert_eq!(count, truth.count);
        compare!(truth, Part::Stacked, rows.stack().expect("stacks"), "", [name, x, y]);
        compare!(truth, Part::Stacked, rows.batch(3).concat().expect("joins"), "", [name, x, y]);
    }
}

#[test]
fn batch_and_unbatch() {
    check_batches("batch_4", &r(10).batch(4));
    check_batches("batch_4_drop", &r(10).batch_exact(4));
    check_batches("batch_20", &r(10).batch(20));
    check_batches("batch_20_drop", &r(10).batch_exact(20));
    check_batches("slices_batch_4", &s().batch(4));
    // A batch's batch is no type: it has to be said what the elements are read as.
    let twice = s().batch_exact(4).enumerate().batch(2);
    assert_eq!(twice.first().expect("runs").expect("a batch").1.0.shape(), [2, 4, 3]);
    check("slices_batch_4_unbatch", &s().batch(4).unbatch());
    check("slices_unbatch_axis", &Dataset::from_tensor_slices(x()).expect("slices").unbatch());
    check_batches("batch_3_unbatch_batch_4", &r(10).batch(3).unbatch().batch(4));
}

#[test]
fn take_skip_repeat_shard() {
    check("take_3", &r(10).take(3));
    check("take_0", &r(10).take(0));
    check("take_20", &r(10).take(20));
    check("take_all", &r(10).take(usize::MAX));
    check("skip_3", &r(10).skip(3));
    check("skip_20", &r(10).skip(20));
    check("skip_all", &r(10).skip(i32::MAX as usize));
    // Where Python says nothing and skips none.
    let ds = r(10).skip(1 << 32);
    assert!(ds.engine(Engine::Native).stack().expect("skips all").is_empty());
    let error = ds.engine(Engine::TensorFlow).stack().expect_err("more than TensorFlow can skip").to_string();
    assert!(error.starts_with("skip(4294967296): TensorFlow skips at most 2147483647 elements"), "{error}");
    check("repeat_3", &r(4).repeat(3));
    check("repeat_0", &r(4).repeat(0));
    check("repeat_take_11", &r(4).repeat(None).take(11));
    check_batches("repeat_2_batch_3", &r(4).repeat(2).batch(3));
    check_batches("batch_3_repeat_2", &r(4).batch(3).repeat(2));
    check("shard_3_0", &r(10).shard(3, 0));
    check("shard_3_1", &r(10).shard(3, 1));
    check_batches("shard_3_2_batch_2", &r(10).shard(3, 2).batch(2));
    check("shard_20_15", &r(10).shard(20, 15));
}

#[test]
fn zip_concatenate_enumerate() {
    check("zip", &r(10).zip(&s()));
    check("zip_uneven", &r(4).zip(&Dataset::range(100..200)));
    check_batches("zip_batch_3", &r(7).zip(&Dataset::range(100..200)).batch(3));
    check("concatenate", &r(3).concatenate(&Dataset::range(100..104)));
    check_batches("concatenate_batch_4", &r(3).concatenate(&Dataset::range(100..104)).batch(4));
    check("enumerate", &s().enumerate());
    check("enumerate_5", &s().enumerate_from(5));
    check_batches("enumerate_batch_4", &s().enumerate().batch(4));

    // Three at once are pairs of pairs here.
    let truth = truth("transforms/zip_three");
    let letters = Dataset::from_tensor_slices(text(&["a", "b", "c"])).expect("slices");
    let three = r(3).zip(&Dataset::range(10..13)).zip(&letters);
    for three in both(&three) {
        let ((first, second), third) = three.stack().expect("stacks");
        truth.assert_stacked("0", &first);
        truth.assert_stacked("1", &second);
        truth.assert_stacked("2", &third);
    }
}

#[test]
fn cache_and_prefetch() {
    check("cache", &r(10).cache());
    check("take_3_cache_repeat_2", &r(10).take(3).cache().repeat(2));
    check("prefetch_2", &r(10).prefetch(2));
    check("prefetch_autotune", &r(10).prefetch(AUTOTUNE));
}

fn seeded(buffer: usize, seed: i64) -> Shuffle {
    Shuffle::buffer(buffer).seed(seed)
}

/// A seed gives Python's order. Each verb is an iteration of its own and goes on to another order, so only the
/// first one is compared.
#[test]
fn shuffle() {
    fn check<E: Element + Compare>(case: &str, dataset: &Dataset<E>) {
        for dataset in both(dataset) {
            check_elements(&truth(&format!("transforms/{case}")), &dataset);
        }
    }
    let fixed = seeded(8, 3).reshuffle_each_iteration(false);
    check("shuffle_seed_42", &r(20).shuffle(seeded(5, 42)));
    check("shuffle_seed_42_whole", &r(20).shuffle(seeded(100, 42)));
    check("shuffle_seed_1", &r(20).shuffle(seeded(20, 1)));
    check("slices_shuffle_batch_take", &s().shuffle(seeded(10, 7)).batch(3).take(2));
    check("shuffle_repeat_2", &r(8).shuffle(seeded(8, 3)).repeat(2));
    check("shuffle_fixed_repeat_2", &r(8).shuffle(fixed).repeat(2));
    check("repeat_2_shuffle", &r(8).repeat(2).shuffle(seeded(4, 3)));
    check("batch_3_shuffle", &r(10).batch_exact(3).shuffle(seeded(3, 9)));
    check("shuffle_shuffle", &r(8).shuffle(seeded(8, 3)).shuffle(seeded(8, 4)));
    check("zip_of_shuffles", &r(8).shuffle(seeded(8, 3)).zip(&r(8).shuffle(seeded(8, 3))));
}

/// One shuffled dataset through the other verbs: they drain it in an order that Python gives too.
#[test]
fn shuffle_stacked_and_joined() {
    let truth = truth("transforms/shuffle_seed_42");
    for shuffled in [|| r(20).engine(Engine::TensorFlow), || r(20).engine(Engine::Native)] {
        truth.assert_stacked("_", &shuffled().shuffle(seeded(5, 42)).stack().expect("stacks"));
        truth.assert_stacked("_", &shuffled().shuffle(seeded(5, 42)).batch(6).concat().expect("joins"));
    }
}

/// Each iteration of one dataset object is an epoch; every verb starts one.
#[test]
fn epochs() {
    fn check<E: Element + Compare>(case: &str, dataset: &Dataset<E>) {
        for dataset in both(dataset) {
            for epoch in 0..3 {
                check_elements(&truth(&format!("epochs/{case}/epoch_{epoch}")), &dataset);
            }
        }
    }
    let fixed = seeded(12, 42).reshuffle_each_iteration(false);
    check("shuffle_reshuffle", &r(12).shuffle(seeded(12, 42)));
    check("shuffle_buffer_4", &r(12).shuffle(seeded(4, 42)));
    check("shuffle_fixed", &r(12).shuffle(fixed));
    check("shuffle_cache", &r(12).shuffle(seeded(12, 42)).cache());
    check("cache_shuffle_batch", &r(12).cache().shuffle(seeded(12, 42)).batch(5));
}

#[test]
fn epochs_by_stack() {
    for dataset in both(&r(12).shuffle(seeded(12, 42))) {
        for epoch in 0..3 {
            let truth = truth(&format!("epochs/shuffle_reshuffle/epoch_{epoch}"));
            truth.assert_stacked("_", &dataset.stack().expect("stacks"));
        }
        let first: Vec<_> = dataset.clone().take(4).iter().expect("iterates").collect();
        assert_eq!(first.len(), 4, "a clone and an early end are iterations like others");
    }
}

/// Shuffles of every kind, each with three passes: small buffers and large ones, seeds beyond 31 bits, repeated, one
/// behind the other.
#[test]
fn many_shuffles() {
    tensorflow();
    let cases = std::fs::read(fixture("shuffles/shuffles.json")).expect("the cases");
    let cases: Vec<Value> = serde_json::from_slice(&cases).expect("JSON");
    assert!(cases.len() > 100);
    for case in &cases {
        let shuffle = |shuffle: &Value| {
            let buffer = shuffle[0].as_u64().expect("a size") as usize;
            let shuffled = Shuffle::buffer(buffer).seed(shuffle[1].as_i64().expect("a seed"));
            shuffled.reshuffle_each_iteration(shuffle[2].as_bool().expect("a flag"))
        };
        let mut ds = r(case["n"].as_i64().expect("a count"));
        for one in case["shuffles"].as_array().expect("shuffles") {
            ds = ds.shuffle(shuffle(one));
        }
        let repeat = case["repeat"].as_u64().expect("a count") as usize;
        let again = case.get("again").filter(|again| !again.is_null()).map(shuffle);
        match case["batch"].as_u64().expect("a size") {
            0 => passes(case, &repeated(ds, repeat, again), |number| vec![number]),
            size => passes(case, &repeated(ds.batch(size as usize), repeat, again), |batch| batch.to_vec()),
        }
    }
}

fn repeated<E: Element>(mut ds: Dataset<E>, times: usize, again: Option<Shuffle>) -> Dataset<E> {
    if times > 1 {
        ds = ds.repeat(times);
    }
    again.map_or(ds.clone(), |shuffle| ds.shuffle(shuffle))
}

fn passes<E: Element>(case: &Value, ds: &Dataset<E>, numbers: impl Fn(E) -> Vec<i64>) {
    for ds in both(ds) {
        for pass in case["passes"].as_array().expect("passes") {
            let elements = ds.iter().expect("iterates").map(|element| numbers(element.expect("an element")));
            let got: Vec<i64> = elements.flatten().collect();
            assert_eq!(&Value::from(got), pass, "{case}");
        }
    }
}
