//! Serialized graphs.

use ndarray::{Array1, Array2};
use tfdata::{Bytes, Dataset, Element, Ragged, Sparse};
use tfdata_tests::{Truth, fixture, tensorflow};

fn open<E: Element>(name: &str) -> (Truth, Dataset<E>) {
    tensorflow();
    let truth = Truth::open(&format!("o11_graph_weather/truth/{name}"));
    let graph = fixture(&format!("o11_graph_weather/{name}.graph.pb"));
    (truth, Dataset::graph_def(graph).open().unwrap_or_else(|error| panic!("{name}: {error}")))
}

fn elements<E: Element>(dataset: &Dataset<E>) -> Vec<E> {
    dataset.iter().expect("iterates").collect::<Result<_, _>>().expect("elements")
}

/// Graphs whose elements are one scalar each.
macro_rules! scalars {
    ($($name:ident: $T:ty;)*) => { $(
        #[test]
        fn $name() {
            let (truth, dataset) = open::<$T>(stringify!($name));
            truth.assert_elements("_", &elements(&dataset));
            truth.assert_stacked("_", &dataset.stack().expect("stacks"));
            truth.assert_stacked("_", &dataset.batch(10).concat().expect("joins"));
        }
    )* };
}

scalars! {
    range_filter_flatmap: i64;
    interleave: f32;
    scan_unbatch: f32;
}

#[test]
fn slices_map_batch() {
    let (truth, dataset) = open::<(Array2<f32>, Array1<bool>)>("slices_map_batch");
    let read = elements(&dataset);
    truth.assert_elements("0", read.iter().map(|batch| &batch.0));
    truth.assert_elements("1", read.iter().map(|batch| &batch.1));
    let (feats, wet) = dataset.concat().expect("joins");
    truth.assert_joined("0", &feats);
    truth.assert_joined("1", &wet);
    // The same elements, of a shape known in the type, stack.
    let (truth, dataset) = open::<([[f32; 3]; 64], [bool; 64])>("slices_map_batch");
    let (feats, wet) = dataset.stack().expect("stacks");
    truth.assert_stacked("0", &feats);
    truth.assert_stacked("1", &wet);
}

#[test]
fn zip_concat_cache() {
    let (truth, dataset) = open::<([f32; 4], i64)>("zip_concat_cache");
    let read = elements(&dataset);
    truth.assert_elements("0", read.iter().map(|element| &element.0));
    truth.assert_elements("1", read.iter().map(|element| &element.1));
    for (values, numbers) in [dataset.stack().expect("stacks"), dataset.batch(33).concat().expect("joins")] {
        truth.assert_stacked("0", &values);
        truth.assert_stacked("1", &numbers);
    }
}

/// A seeded shuffle: Python's order.
#[test]
fn shuffle_seeded() {
    let (truth, dataset) = open::<Array1<i64>>("shuffle_seeded");
    truth.assert_elements("_", &elements(&dataset));
    let (truth, dataset) = open::<Array1<i64>>("shuffle_seeded");
    truth.assert_joined("_", &dataset.concat().expect("joins"));
}

/// The graph names its file relative to the fixture's folder. The other tests of this program use absolute
/// paths, so that going there disturbs none of them.
#[test]
fn tfrecord() {
    let (truth, dataset) = open::<Bytes>("tfrecord");
    std::env::set_current_dir(fixture("o11_graph_weather")).expect("a folder");
    truth.assert_elements("_", &elements(&dataset));
    truth.assert_stacked("_", &dataset.stack().expect("stacks"));
    truth.assert_stacked("_", &dataset.batch(7).concat().expect("joins"));
}

/// Of ragged and sparse tensors and optionals the graph records that they are variants; the type says what they hold.
#[test]
fn opaque_components_are_what_the_type_says() {
    #[derive(Element)]
    struct Kinds {
        id: i64,
        lists: Ragged<i64>,
        marks: Sparse<f32>,
        maybe: Option<f32>,
        vector: Array1<i64>,
    }
    tensorflow();
    let path = fixture("extra/graphs/composites.graph.pb");
    let truth = Truth::open("extra/graphs/truth/composites");
    let read = elements(&Dataset::<Kinds>::graph_def(path.clone()).open().expect("it fits"));
    truth.assert_elements("id", read.iter().map(|kinds| &kinds.id));
    truth.assert_ragged("lists", &read.iter().map(|kinds| kinds.lists.clone()).collect::<Vec<_>>());
    truth.assert_sparse("marks", &read.iter().map(|kinds| kinds.marks.clone()).collect::<Vec<_>>());
    truth.assert_elements("there", &read.iter().map(|kinds| kinds.maybe.is_some()).collect::<Vec<_>>());
    truth.assert_elements("value", &read.iter().map(|kinds| kinds.maybe.unwrap_or(0.0)).collect::<Vec<_>>());
    truth.assert_elements("vector", read.iter().map(|kinds| &kinds.vector));

    // A dense tensor as a vector of any length, and as one that is always there.
    #[derive(Element)]
    struct Dense {
        id: Option<i64>,
        lists: Ragged<i64>,
        marks: Sparse<f32>,
        maybe: Option<f32>,
        vector: Ragged<i64>,
    }
    let read = elements(&Dataset::<Dense>::graph_def(path.clone()).open().expect("it fits"));
    let ids: Vec<i64> = read.iter().map(|dense| dense.id.expect("always there")).collect();
    truth.assert_elements("id", &ids);
    let vectors: Vec<Array1<i64>> =
        read.iter().map(|dense| dense.vector.values().iter().copied().collect()).collect();
    truth.assert_elements("vector", &vectors);
    assert!(read.iter().all(|dense| dense.lists.row_splits().len() == 1));
    assert!(read.iter().any(|dense| dense.maybe.is_some() && !dense.marks.values().is_empty()));

    // A variant that is something else is TensorFlow's error at the first element.
    #[derive(Element, Debug)]
    struct Swapped {
        id: i64,
        lists: Sparse<i64>,
        marks: Sparse<f32>,
        maybe: Option<f32>,
        vector: Array1<i64>,
    }
    let swapped = Dataset::<Swapped>::graph_def(path.clone()).open().expect("nobody knows better");
    let error = swapped.iter().expect("iterates").next().expect("an item").expect_err("it is ragged");
    assert!(matches!(error, tfdata::Error::TensorFlow { .. }), "{error}");

    #[derive(Element, Debug)]
    struct Tensor {
        id: i64,
        lists: i64,
        marks: Sparse<f32>,
        maybe: Sparse<i64>,
        vector: Sparse<i64>,
    }
    let error = Dataset::<Tensor>::graph_def(path).open().expect_err("a variant and a vector").to_string();
    assert!(error.contains("lists") && error.contains("vector") && error.contains("2 mismatches"), "{error}");
}
