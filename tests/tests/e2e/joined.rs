//! Fields with `#[element(concat)]`: they join where the others stack.

use ndarray::{Array1, Array2, array};
use tfdata::{Bytes, Collate, Dataset, Element, Error};
use tfdata_tests::{Truth, both, fixture, tensorflow};

fn path(name: &str) -> String {
    fixture("").join(name).to_str().expect("UTF-8").to_owned()
}

#[derive(Element, Clone, Debug, PartialEq)]
struct Quake {
    place: String,
    #[element(concat)]
    ids: Array1<String>,
    coordinates: [f32; 3],
    #[element(concat, rename = "types")]
    kinds: Array1<Bytes>,
}

/// The numbers of values differ from record to record, so that tf.data could not batch them.
#[test]
fn features_of_any_number_of_values_join() {
    tensorflow();
    let truth = Truth::open("o05_example_quakes/truth");
    let ds =
        Dataset::<Quake>::examples(path("o05_example_quakes/data/quakes-gzip-*")).open().expect("quakes");
    for ds in both(&ds) {
        let quakes = ds.stack().expect("one batch");
        truth.assert_stacked("place", &quakes.place);
        truth.assert_stacked("coordinates", &quakes.coordinates);
        truth.assert_joined("ids", &quakes.ids);
        truth.assert_joined("types", &quakes.kinds.mapv(|bytes| bytes.to_vec()));
        assert!(quakes.ids.len() > quakes.place.len());

        let rows: Vec<Quake> = ds.iter().expect("an iterator").collect::<Result<_, _>>().expect("quakes");
        assert_eq!(QuakeBatch::from_rows(rows).expect("a batch"), quakes);
    }
}

#[derive(Element)]
struct Car(String, #[element(concat, index = 1)] Array1<f32>, #[element(concat, shape = [_, 2])] Array2<i64>);

/// Elements of one shape, which the engine batches before they get here, and of unequal ones.
#[test]
fn fixed_and_open_shapes_join_in_both_engines() {
    tensorflow();
    let names = array!["a".to_owned(), "b".into(), "c".into()];
    let power = Array2::from_shape_fn((3, 4), |(row, column)| (4 * row + column) as f32);
    let pairs =
        ndarray::Array3::from_shape_fn((3, 5, 2), |(row, n, column)| (10 * row + 2 * n + column) as i64);
    let ds = Dataset::from_tensor_slices((names.clone(), power.clone(), pairs.clone())).expect("slices");
    for ds in both(&ds.read_as::<Car>().expect("it fits")) {
        let cars = ds.stack().expect("a batch");
        assert_eq!(cars.0, names);
        assert_eq!(cars.1, power.clone().into_shape_with_order(12).expect("as many"));
        assert_eq!(cars.2, pairs.clone().into_shape_with_order((15, 2)).expect("as many"));
        let none = ds.take(0).stack().expect("a batch without rows");
        assert_eq!((none.0.len(), none.1.len(), none.2.dim()), (0, 0, (0, 2)));
    }
}

#[derive(Element, Clone, Debug, PartialEq)]
struct Line {
    id: i64,
    #[element(concat, cast, alias = "points", shape = [_, 2])]
    dots: Array2<f64>,
    #[element(concat, default = nothing)]
    notes: Array1<String>,
    #[element(skip)]
    seen: bool,
}

fn nothing() -> Array1<String> {
    array!["-".to_owned()]
}

#[derive(Element)]
struct Stored {
    id: i64,
    points: Array2<f32>,
}

fn line(id: i64, dots: Array2<f64>) -> Line {
    Line { id, dots, notes: nothing(), seen: false }
}

#[test]
fn other_attributes_of_a_joined_field() {
    tensorflow();
    let stored = StoredBatch::from_rows([
        Stored { id: 1, points: array![[1.0, 2.0]] },
        Stored { id: 2, points: array![[3.0, 4.0]] },
    ]);
    let ds = Dataset::from_tensor_slices(stored.expect("a batch")).expect("slices");
    for ds in both(&ds.read_as::<Line>().expect("it fits")) {
        let lines = ds.stack().expect("a batch");
        let expected = [line(1, array![[1.0, 2.0]]), line(2, array![[3.0, 4.0]])];
        assert_eq!(lines, LineBatch::from_rows(expected).expect("a batch"));
        assert_eq!(lines.notes, array!["-".to_owned(), "-".into()]);
    }
}

#[test]
fn a_joined_batch_is_made_and_grows() {
    let lines = [line(1, array![[1.0, 2.0], [3.0, 4.0]]), line(2, Array2::zeros((0, 2)))];
    let mut batch = LineBatch::from_rows(lines).expect("a batch");
    assert_eq!((batch.id.len(), batch.dots.dim()), (2, (2, 2)));
    let before = batch.clone();
    batch.extend(before.clone()).expect("as wide");
    assert_eq!((batch.id.len(), batch.dots.dim(), batch.notes.len()), (4, (4, 2), 4));

    let wider = LineBatch::new(array![3], Array2::zeros((1, 3)), array![]).expect("one row");
    let error = batch.extend(wider).expect_err("wider");
    assert!(matches!(error, Error::Unequal { .. }), "{error}");
    assert_eq!((batch.id.len(), batch.dots.dim(), batch.notes.len()), (4, (4, 2), 4));

    assert!(LineBatch::from_rows([]).expect("no rows").id.is_empty());
    assert_eq!(format!("{before:?}"), format!("{:?}", before.clone()));
    let error = LineBatch::from_rows([line(1, array![[1.0, 2.0]]), line(2, array![[1.0]])]);
    let Err(Error::Unequal { element: 1, first, got, .. }) = &error else { panic!("{error:?}") };
    assert_eq!((&first[..], &got[..]), (&[2][..], &[1][..]));
}

#[test]
fn made_up_elements_join() {
    assert_eq!(Line::fake(3), Line::fake(3));
    let batch = LineBatch::fake(3, 10);
    assert_eq!((batch.id.len(), batch.dots.dim().1), (10, 2));
    assert!(batch.dots.dim().0 >= 10);
}

#[derive(Element, Debug)]
struct Pair<T, A>
where
    T: Clone,
{
    one: T,
    #[element(concat)]
    many: A,
}

fn collected<E: Collate>(ds: &Dataset<E>) -> E::Batch {
    ds.stack().expect("a batch")
}

#[test]
fn a_generic_struct_joins() {
    let pairs = (array![1_i64, 2], array![[1.0_f32, 2.0], [3.0, 4.0]]);
    let pairs = Dataset::from_tensor_slices(pairs).expect("slices");
    assert_eq!(collected(&pairs).0, array![1, 2]);
    #[derive(Element)]
    struct Named {
        one: i64,
        many: [f32; 2],
    }
    let named = NamedBatch::new(array![1, 2], array![[1.0, 2.0], [3.0, 4.0]]).expect("two rows");
    let ds = Dataset::from_tensor_slices(named).expect("slices");
    let batch = collected(&ds.read_as::<Pair<i64, Array1<f32>>>().expect("it fits"));
    assert_eq!((batch.one, batch.many), (array![1, 2], array![1.0, 2.0, 3.0, 4.0]));
}

#[derive(Element)]
struct Numbers {
    id: i32,
    #[element(concat)]
    vec: Array1<i32>,
}

#[derive(Element, Debug)]
struct Pairs {
    #[element(concat)]
    vec: Array2<i32>,
}

/// `tf.range(id)` for each of five `id`s.
#[test]
fn a_saved_dataset_of_unequal_vectors_joins() {
    tensorflow();
    let path = fixture("extra/saves/unequal");
    for ds in both(&Dataset::<Numbers>::load(&path).open().expect("it fits")) {
        let numbers = ds.stack().expect("vectors of any length");
        assert_eq!(numbers.id, array![2, 2, 2, 5, 2]);
        assert_eq!(numbers.vec, array![0, 1, 0, 1, 0, 1, 0, 1, 2, 3, 4, 0, 1]);
    }
    let error = Dataset::<Pairs>::load(&path).open().expect_err("another rank").to_string();
    assert!(error.contains("vec") && error.contains("Array1<i32>"), "{error}");
}

#[derive(Element, Clone)]
struct Table {
    id: i64,
    #[element(concat)]
    rows: Array2<f32>,
}

#[test]
fn rows_of_unequal_width_do_not_join() {
    tensorflow();
    let table = |id, width| Table { id, rows: Array2::zeros((2, width)) };
    let slices = |tables: Vec<Wide>| {
        Dataset::from_tensor_slices(WideBatch::from_rows(tables).expect("alike")).expect("slices")
    };
    #[derive(Element)]
    struct Wide {
        id: i64,
        rows: Array2<f32>,
    }
    let wide = |Table { id, rows }| Wide { id, rows };
    let (narrow, broad) =
        (slices(vec![wide(table(0, 2)), wide(table(1, 2))]), slices(vec![wide(table(2, 3))]));
    for ds in both(&narrow.concatenate(&broad).read_as::<Table>().expect("it fits")) {
        let error = ds.stack().map(|tables| tables.rows).expect_err("2, 2, then 3");
        let Error::Unequal { path, element: 2, first, got } = &error else { panic!("{error:?}") };
        assert_eq!((path.as_str(), &first[..], &got[..]), ("rows", &[2][..], &[3][..]));
    }
}
