//! Transformations that take functions, each compared with what Python's tf.data gave.

use ndarray::{Array1, Array2, array};
use tfdata::{AUTOTUNE, Cardinality, Dataset, Element, Error, Interleave};
use tfdata_tests::Truth;

fn truth(case: &str) -> Truth {
    tfdata::libtensorflow::load_or_install().expect("libtensorflow");
    Truth::open(&format!("transformations/{case}"))
}

fn assert_elements<T>(case: &str, ds: &Dataset<T>)
where
    T: Element + tfdata_tests::Piece,
{
    let truth = truth(case);
    let elements: Vec<T> = ds.iter().expect(case).collect::<Result<_, _>>().expect(case);
    truth.assert_elements("_", &elements);
}

/// Vectors `[0..i)` with their number.
fn vectors() -> Dataset<(Array1<i64>, i32)> {
    Dataset::range(7).map(|g, x| {
        let (zero, one) = (g.constant(0_i64), g.constant(1_i64));
        let vector = g.op("Range").input(&zero).input(x).input(&one).finish();
        (vector, x.cast::<i32>()).into()
    })
}

#[test]
fn map() {
    let truth = truth("map");
    let ds = Dataset::range(5)
        .map::<(f32, String)>(|g, x| (x.cast::<f32>() * 0.5 + 1, g.op("AsString").input(x).finish()).into());
    let (numbers, texts) = ds.stack().expect("five");
    truth.assert_stacked("0", &numbers);
    truth.assert_stacked("1", &texts);
    let again = Dataset::range(5).map_parallel::<(f32, String)>(AUTOTUNE, |g, x| {
        (x.cast::<f32>() * 0.5 + 1, g.op("AsString").input(x).finish()).into()
    });
    assert_eq!(again.stack().expect("five"), (numbers, texts));
    assert_eq!(again.cardinality().expect("known"), Cardinality::Known(5));
}

#[derive(Element)]
#[element(tensors)]
struct Summed {
    twice: Array1<i64>,
    sum: i64,
    n: i32,
}

#[test]
fn map_to_a_struct() {
    let truth = truth("map_dict");
    let typed = vectors()
        .map::<Summed>(|_, x| SummedTensors { twice: &x.0 * 2, sum: x.0.sum(), n: x.1.clone() }.into());
    let by_name = vectors()
        .map::<Summed>(|_, x| [("twice", &x[0] * 2), ("sum", x[0].sum()), ("n", x[1].clone())].into());
    for ds in [typed, by_name] {
        let all: Vec<Summed> = ds.iter().expect("rows").collect::<Result<_, _>>().expect("rows");
        truth.assert_elements("n", all.iter().map(|row| &row.n));
        truth.assert_elements("sum", all.iter().map(|row| &row.sum));
        truth.assert_elements("twice", all.iter().map(|row| &row.twice));
    }
}

#[derive(Element, Clone, Debug, PartialEq)]
#[element(tensors)]
struct Place {
    town: String,
    at: (f32, f32),
}

#[derive(Element, Clone, Debug, PartialEq)]
#[element(tensors)]
struct Counts {
    wet_days: i64,
    dry_days: i32,
}

#[derive(Element, Clone, Debug, PartialEq)]
#[element(tensors, rename_all = "camelCase")]
struct Month {
    wind_and_sun: [f32; 2],
    #[element(rename = "a place")]
    place: Place,
    #[element(flatten)]
    counts: Counts,
    bytes: tfdata::Bytes,
}

/// The tensors of a struct are those of its fields, however these are found, and become the same fields again.
#[test]
fn companions() {
    truth("map");
    let rows = MonthBatch::fake(7, 5);
    let months = Dataset::from_tensor_slices(rows.clone()).expect("slices");
    let rebuilt = months.map::<Month>(|_, x| {
        let MonthTensors { wind_and_sun, place, counts, bytes } = (**x).clone();
        let PlaceTensors { town, at: (north, east) } = place;
        let CountsTensors { wet_days, dry_days } = counts;
        MonthTensors {
            counts: CountsTensors { dry_days: dry_days + 0, wet_days: wet_days + 0 },
            place: PlaceTensors { at: (north * 1.0, -(-east)), town },
            wind_and_sun: wind_and_sun.cast::<f64>().cast(),
            bytes,
        }
        .into()
    });
    assert_eq!(rebuilt.stack().expect("months"), rows);
    // A batch has the same tensors, with one more axis.
    let batches = months.batch(3).map::<MonthBatch>(|_, x| (**x).clone().into());
    assert_eq!(batches.concat().expect("batches"), rows);
    let north = months.map::<(String, f32)>(|_, x| (&x.place.town, &x.place.at.0).into());
    let (towns, north) = north.stack().expect("places");
    assert_eq!((towns, north), (rows.place.town, rows.place.at.0));
}

#[derive(Element)]
#[element(tensors)]
struct Widened {
    #[element(cast)]
    n: i64,
    #[element(alias = "y")]
    x: f32,
}

#[test]
fn companions_of_other_names_and_dtypes() {
    truth("map");
    let narrow = Dataset::range(3)
        .map::<Widened>(|_, x| [("n", x.cast::<i32>().untyped()), ("y", x.cast::<f32>().untyped())].into());
    let sums = narrow.map::<f32>(|_, x| (&x.x + (&x.n * 10).cast::<f32>()).into());
    assert_eq!(sums.stack().expect("three").to_vec(), [0.0, 11.0, 22.0]);
    let wrong = Dataset::range(3).map::<Widened>(|_, x| [("m", x)].into());
    let error = wrong.map::<i64>(|_, x| (&x.n).into()).stack().expect_err("no n").to_string();
    assert_eq!(error, "map: there is no component `n`; there are `m`");
    let wrong = Dataset::range(3).map::<f32>(|_, x| tfdata::graph::Outputs::untyped(x));
    let error = wrong.map::<f32>(|_, x| (x * 2).into()).stack().expect_err("int64").to_string();
    assert_eq!(error, "map: a tensor is int64, where `f32` wants float32");
}

#[test]
fn filter_and_take_while() {
    assert_elements("filter", &Dataset::range(10).filter(|_, x| (x % 3).eq(0)));
    assert_elements("take_while", &Dataset::range(10).take_while(|_, x| x.lt(4)));
}

#[test]
fn flat_map_and_interleave() {
    assert_elements("flat_map", &Dataset::range(5).flat_map::<i64>(|g, x| g.range(0, x)));
    let how = Interleave::cycle(2).block(4);
    let ds = Dataset::range(1..6).interleave::<i64>(how, |g, x| g.from_tensors(x).repeat(6));
    assert_elements("interleave", &ds);
    let how = how.parallel(2);
    let ds = Dataset::range(1..6).interleave::<i64>(how, |g, x| g.from_tensors(x).repeat(6));
    assert_elements("interleave", &ds);
}

#[test]
fn scan_reduce_and_counter() {
    let ds = Dataset::range(10).scan::<i64, i64>(0, |_, state, x| {
        let sum = state + x;
        (&sum, &sum).into()
    });
    assert_elements("scan", &ds);
    let sum = Dataset::range(5).reduce(0_i64, |_, state, x| (state + x).into()).expect("a sum");
    truth("reduce").assert_stacked("_", &array![sum]);
    assert_eq!(Dataset::range(0).reduce(7_i64, |_, state, x| (state + x).into()).expect("none"), 7);
    assert_elements("counter", &Dataset::counter(5, 3).take(4));
    assert_eq!(Dataset::counter(0, 1).cardinality().expect("known"), Cardinality::Infinite);
}

#[test]
fn group_by_window() {
    let ds = Dataset::range(10).group_by_window::<Array1<i64>>(
        3,
        |_, x| (x % 2).into(),
        |_, _, window| window.batch(4),
    );
    assert_elements("group_by_window", &ds);
}

#[test]
fn bucket_by_sequence_length() {
    let truth = truth("bucket_by_sequence_length");
    let ds = vectors().bucket_by_sequence_length(&[3, 5], &[2, 2, 2], |_, x| x.0.len());
    let (x, n): (Vec<Array2<i64>>, Vec<Array1<i32>>) =
        ds.iter().expect("batches").map(|batch| batch.expect("a batch")).unzip();
    truth.assert_elements("0", &x);
    truth.assert_elements("1", &n);
    let error = vectors().bucket_by_sequence_length(&[3, 5], &[2], |_, x| x.0.len()).concat();
    assert!(error.expect_err("too few").to_string().contains("2 boundaries that rise need 3 sizes"));
}

#[test]
fn ignore_errors() {
    truth("ignore_errors");
    let ds = Dataset::from_tensor_slices(array![1.0_f32, 2.0, 0.0, 4.0]).expect("slices");
    let ds = ds.map::<f32>(|g, x| {
        let inverse = g.constant(1.0_f32) / x;
        g.op("CheckNumerics").input(&inverse).attr("message", "x").finish().into()
    });
    assert!(matches!(ds.stack(), Err(Error::TensorFlow { .. })));
    assert_elements("ignore_errors", &ds.ignore_errors());
    let (numbers, _) = ds.ignore_errors_enumerate().stack().expect("three");
    assert_eq!(numbers.to_vec(), [0, 1, 3], "element 2 failed");
}

#[test]
fn datasets_and_outer_tensors_in_functions() {
    truth("map");
    let letters = Dataset::from_tensor_slices(array!["a", "b", "c"].mapv(String::from)).expect("slices");
    let ds = Dataset::range(3)
        .flat_map::<(i64, String)>(|g, x| g.dataset(&letters).take(x).map(|_, letter| (x, letter).into()));
    let (numbers, texts) = ds.stack().expect("three");
    assert_eq!((numbers.to_vec(), texts.to_vec().concat()), (vec![1, 2, 2], "aab".to_owned()));
}

#[test]
fn mistakes_are_said_when_the_dataset_is_used() {
    truth("map");
    let message = |ds: Dataset<i64>| ds.stack().expect_err("a mistake").to_string();
    let ds = Dataset::range(3);
    let error = message(ds.map(|_, x| (&x["y"]).into()));
    assert_eq!(error, "map: there is no component `y`; there are `_`");
    let error = message(ds.map(|g, x| g.op("NoSuchOp").input(x).finish().into()));
    assert!(error.starts_with("map: ") && error.contains("NoSuchOp"), "{error}");
    let error = message(ds.map(|_, x| (&x[0] * 0.5).into()));
    assert_eq!(error, "map: the number 0.5 cannot be a int64; cast one side");
    let error = message(ds.filter(|_, x| x[0].clone()));
    assert_eq!(error, "filter: the function returns int64 [], and should return a bool []");
    let error = message(ds.interleave(0, |g, x| g.range(0, x)));
    assert_eq!(error, "interleave: cycle and block have at least the length 1");
    let error = ds.map::<f32>(|_, x| (&x[0]).into()).stack().expect_err("int64");
    assert!(matches!(error, Error::Mismatch { .. }), "{error}");
}

#[test]
fn window() {
    let how = tfdata::Window::of(3).shift(2).drop_remainder();
    let windows = Dataset::range(10).window(how);
    let batches = windows.flat_map::<Array1<i64>>(|_, x| x.dataset::<i64>("_").batch(3));
    assert_elements("window_flat_map", &batches);
    let truth = truth("window_flat_map");
    let windows: Vec<Vec<i64>> = windows.iter().expect("windows").collect::<Result<_, _>>().expect("windows");
    truth.assert_elements("_", &windows.into_iter().map(Array1::from).collect::<Vec<_>>());
    let pairs = vectors().window(2).first().expect("windows").expect("one");
    assert_eq!(pairs, [(array![], 0), (array![0], 1)]);
    let error = Dataset::range(3).window(0).iter().map(drop).expect_err("no size").to_string();
    assert_eq!(error, "window: size, shift and stride are at least 1");
}
