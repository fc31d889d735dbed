//! Examples read as the structs that describe them best: an `Option` where a feature may be missing, a default, an
//! array, `Ragged` or `Sparse` where the number of values varies. What is read is compared with TensorFlow's truth.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use ndarray::{Array1, Array2};
use tfdata::{Bytes, Concat, Dataset, Element, Engine, Ragged, Sparse, Stack};
use tfdata_tests::{Bits, Component, Kind, Truth, fixture, tensorflow};

/// The values of a component, element by element.
fn lists(component: &Component) -> Vec<Vec<Vec<u8>>> {
    let lengths: Vec<usize> = match &component.kind {
        Kind::Dense { shape, .. } => vec![shape[1..].iter().product(); shape[0]],
        Kind::DenseVarying { shapes, .. } => shapes.iter().map(|shape| shape.iter().product()).collect(),
        Kind::Sparse { dense_shapes, .. } => dense_shapes.iter().map(|shape| shape[0]).collect(),
        Kind::Ragged { .. } => panic!("rows of rows"),
    };
    let mut next = 0;
    let mut list = |length| {
        next += length;
        (next - length..next).map(|index| component.values().get(index).to_vec()).collect()
    };
    let lists = lengths.into_iter().map(&mut list).collect();
    assert_eq!(next, component.values().len());
    lists
}

fn bits<T: Bits>(item: &T) -> Vec<u8> {
    let mut bits = Vec::new();
    item.bits(&mut bits);
    bits
}

/// Compares what may be missing with the truth of a list of no or one value.
fn assert_there<T: Bits>(truth: &Truth, path: &str, got: &[Option<T>]) {
    let got: Vec<Vec<Vec<u8>>> = got.iter().map(|item| item.iter().map(bits).collect()).collect();
    assert_eq!(got, lists(truth.component(path)), "{path}");
}

/// Compares what may be missing with the truth of a value that has this in place of what is missing.
fn assert_or<T: Bits>(truth: &Truth, path: &str, got: &[Option<T>], default: &T) {
    let got: Vec<_> = got.iter().map(|item| vec![bits(item.as_ref().unwrap_or(default))]).collect();
    assert_eq!(got, lists(truth.component(path)), "{path}");
}

fn assert_lists<T: Bits>(truth: &Truth, path: &str, got: impl IntoIterator<Item = Vec<T>>) {
    let got: Vec<Vec<_>> = got.into_iter().map(|list| list.iter().map(bits).collect()).collect();
    assert_eq!(got, lists(truth.component(path)), "{path}");
}

fn rows<T: Clone>(ragged: &Ragged<T>) -> impl Iterator<Item = Vec<T>> + '_ {
    ragged.rows().map(|row| row.values().iter().cloned().collect())
}

fn assert_sparse<T: Bits>(truth: &Truth, path: &str, got: &Sparse<T>) {
    let Kind::Sparse { indices, dense_shapes, .. } = &truth.component(path).kind else { panic!("{path}") };
    let at: Vec<Vec<usize>> =
        got.indices().rows().into_iter().map(|row| row.iter().map(|at| *at as usize).collect()).collect();
    assert_eq!(&at, indices, "{path}");
    assert_eq!(got.dense_shape()[0] as usize, dense_shapes.len());
    assert_eq!(got.dense_shape()[1] as usize, dense_shapes.iter().map(|shape| shape[0]).max().unwrap());
    let values: Vec<_> = got.values().iter().map(bits).collect();
    assert_eq!(values, lists(truth.component(path)).concat(), "{path}");
}

fn path(name: &str) -> String {
    fixture("").join(name).to_str().expect("UTF-8").to_owned()
}

/// The dataset in every engine that runs it.
fn engines<E: Element>(dataset: &Dataset<E>) -> Vec<(Engine, Dataset<E>)> {
    tensorflow();
    let all = [Engine::TensorFlow, Engine::Native];
    let native = dataset.explain().ends_with("\nengine: native\n");
    let all = all.into_iter().filter(|engine| native || *engine == Engine::TensorFlow);
    all.map(|engine| (engine, dataset.engine(engine))).collect()
}

/// The dataset's elements by each verb, all as one batch.
fn by_each_verb<E: Stack>(
    dataset: &Dataset<E>,
    from_rows: impl Fn(Vec<E>) -> tfdata::Result<E::Batch>,
) -> Vec<(String, E::Batch)> {
    let mut all = Vec::new();
    for (engine, dataset) in engines(dataset) {
        let elements = dataset.iter().unwrap().map(Result::unwrap).collect();
        all.push((format!("{engine:?}, iter"), from_rows(elements).unwrap()));
        all.push((format!("{engine:?}, stack"), dataset.stack().unwrap()));
        all.push((format!("{engine:?}, concat"), dataset.batch(64).concat().unwrap()));
        let moved = dataset.take(300).shuffle(100).prefetch(2).cache().batch(64).prefetch(2);
        assert_eq!(moved.concat().unwrap().len(), all[0].1.len().min(300), "{engine:?}");
    }
    all
}

fn minus_one<T: std::ops::Neg<Output = T> + From<i8>>() -> T {
    -T::from(1)
}

fn nan() -> f32 {
    f32::NAN
}

fn none() -> Array1<Bytes> {
    ndarray::arr1(&[Bytes::from_static(b"none")])
}

#[derive(Clone, Debug, Element)]
struct Trip {
    company: Option<Bytes>,
    dropoff_census_tract: Option<i64>,
    dropoff_latitude: Option<f32>,
    #[element(default = minus_one)]
    dropoff_community_area: i64,
    #[element(default = nan)]
    dropoff_longitude: f32,
    fare: f32,
    payment_type: String,
    pickup_census_tract: Option<f32>,
    pickup_community_area: i64,
    tips: Option<f32>,
    #[element(default = minus_one)]
    trip_seconds: i64,
}

#[test]
fn taxi_trips() {
    let truth = Truth::open("o04_example_taxi/truth");
    let there = Truth::open("o04_example_taxi/truth_varlen");
    let ds = Dataset::<Trip>::examples(path("o04_example_taxi/data/*.gz")).open().unwrap();
    for (how, trips) in by_each_verb(&ds, TripBatch::from_rows) {
        assert_eq!(trips.len(), 5091, "{how}");
        assert_there(&there, "company", &trips.company);
        assert_there(&there, "dropoff_census_tract", &trips.dropoff_census_tract);
        assert_there(&there, "dropoff_latitude", &trips.dropoff_latitude);
        assert_there(&there, "pickup_census_tract", &trips.pickup_census_tract);
        assert_there(&there, "tips", &trips.tips);
        assert_or(&truth, "company", &trips.company, &Bytes::new());
        truth.assert_stacked("dropoff_community_area", &trips.dropoff_community_area);
        truth.assert_stacked("dropoff_longitude", &trips.dropoff_longitude);
        truth.assert_stacked("fare", &trips.fare);
        truth.assert_stacked("payment_type", &trips.payment_type);
        truth.assert_stacked("pickup_community_area", &trips.pickup_community_area);
        truth.assert_stacked("trip_seconds", &trips.trip_seconds);
    }
}

/// Optionals among the components, through what moves elements.
#[test]
fn optionals_stay_what_they_are() {
    let ds = Dataset::<Trip>::examples(path("o04_example_taxi/data/*-00000-of-*")).open().unwrap();
    for (engine, ds) in engines(&ds.take(200)) {
        let trips = ds.stack().unwrap();
        assert!(trips.company.contains(&None) && trips.company.iter().any(Option::is_some), "{engine:?}");
        let again = |ds: &Dataset<Trip>| {
            let others = ds.stack().unwrap();
            assert_eq!(
                (&others.company, &others.dropoff_census_tract),
                (&trips.company, &trips.dropoff_census_tract)
            );
            assert_eq!(
                (&others.tips, &others.trip_seconds),
                (&trips.tips, &trips.trip_seconds),
                "{engine:?}"
            );
        };
        again(&ds.shuffle(1).prefetch(1).cache());
        let dir = tempfile::tempdir().unwrap();
        if engine == Engine::TensorFlow {
            again(&ds.batch(7).unbatch());
            again(&ds.batch(7).shuffle(1).prefetch(1).unbatch());
            ds.save(dir.path().join("saved")).unwrap();
            again(
                &Dataset::<Trip>::load(dir.path().join("saved")).open().unwrap().engine(Engine::TensorFlow),
            );
        }
    }
}

#[derive(Clone, Debug, Element)]
struct Quake {
    alert: Sparse<Bytes>,
    code_bytes: Ragged<Bytes>,
    coordinates: [f32; 3],
    dmin: Option<f32>,
    #[element(default)]
    felt: i64,
    gap: Option<f32>,
    ids: Ragged<Bytes>,
    mag: Option<f32>,
    nst: Option<i64>,
    place: String,
    #[element(default = minus_one)]
    rms: f32,
    sig: Option<[i64; 1]>,
    time_updated: [[i64; 1]; 2],
    types: Option<Array1<Bytes>>,
}

#[test]
fn quakes() {
    let truth = Truth::open("o05_example_quakes/truth");
    for kind in ["none", "gzip", "zlib"] {
        let files = path(&format!("o05_example_quakes/data/quakes-{kind}-*"));
        let ds = Dataset::<Quake>::examples(&files).open().unwrap();
        for (how, quakes) in by_each_verb(&ds, QuakeBatch::from_rows) {
            assert_eq!(quakes.len(), 900, "{how}");
            assert_sparse(&truth, "alert", &quakes.alert);
            assert_lists(&truth, "code_bytes", rows(&quakes.code_bytes));
            truth.assert_stacked("coordinates", &quakes.coordinates);
            assert_or(&truth, "dmin", &quakes.dmin, &-1.0);
            assert!(quakes.dmin.contains(&None), "{how}");
            truth.assert_stacked("felt", &quakes.felt);
            assert_or(&truth, "gap", &quakes.gap, &-1.0);
            assert_lists(&truth, "ids", rows(&quakes.ids));
            assert_or(&truth, "mag", &quakes.mag, &f32::NAN);
            assert_there(&truth, "nst", &quakes.nst);
            truth.assert_stacked("place", &quakes.place);
            truth.assert_stacked("rms", &quakes.rms);
            let sig: Vec<_> = quakes.sig.iter().map(|sig| sig.map(|[sig]| sig)).collect();
            assert_there(&truth, "sig", &sig);
            truth.assert_stacked("time_updated", &quakes.time_updated);
            let types = quakes.types.iter().map(|types| types.iter().flatten().cloned().collect());
            assert_lists(&truth, "types", types);
        }
    }
}

/// The same features as other kinds.
#[derive(Clone, Debug, Element)]
struct Other {
    alert: Option<Sparse<Bytes>>,
    code_bytes: Sparse<Bytes>,
    coordinates: Ragged<f32>,
    ids: Option<Ragged<Bytes>>,
    nst: Array1<i64>,
    #[element(shape = [_, 1])]
    time_updated: Array2<i64>,
    #[element(default = none)]
    alerts: Array1<Bytes>,
}

#[test]
fn quakes_in_another_way() {
    let truth = Truth::open("o05_example_quakes/truth");
    let files = path("o05_example_quakes/data/quakes-none-*");
    for (engine, ds) in engines(&Dataset::<Other>::examples(&files).open().unwrap()) {
        let quakes: Vec<Other> = ds.iter().unwrap().collect::<Result<_, _>>().unwrap();
        let list = |of: &dyn Fn(&Other) -> Vec<Bytes>| quakes.iter().map(of).collect::<Vec<_>>();
        let sparse = |alert: &Sparse<Bytes>| {
            let count = alert.values().len();
            assert_eq!(alert.dense_shape().to_vec(), [count as i64]);
            assert!(alert.indices().iter().copied().eq(0..count as i64));
            alert.values().to_vec()
        };
        assert_lists(&truth, "alert", list(&|quake| quake.alert.iter().flat_map(sparse).collect()));
        assert!(
            quakes.iter().all(|quake| quake.alert.as_ref().is_none_or(|alert| !alert.values().is_empty()))
        );
        assert_lists(&truth, "code_bytes", list(&|quake| sparse(&quake.code_bytes)));
        assert_lists(
            &truth,
            "coordinates",
            quakes.iter().map(|quake| quake.coordinates.values().iter().copied().collect()),
        );
        assert_lists(
            &truth,
            "ids",
            list(&|quake| quake.ids.iter().flat_map(|ids| ids.values()).cloned().collect()),
        );
        assert_lists(&truth, "nst", quakes.iter().map(|quake| quake.nst.to_vec()));
        truth.assert_elements(
            "time_updated",
            &quakes
                .iter()
                .map(|quake| {
                    quake
                        .time_updated
                        .clone()
                        .insert_axis(ndarray::Axis(2))
                        .into_shape_with_order((2, 1))
                        .unwrap()
                })
                .collect::<Vec<_>>(),
        );
        assert!(quakes.iter().all(|quake| quake.alerts == none()), "{engine:?}");
    }
}

#[derive(Clone, Debug, Element)]
struct Series {
    mean_rate: Option<f32>,
    months: i64,
    series: String,
    words: Ragged<Bytes>,
    #[element(default = minus_one)]
    weeks: i64,
}

#[derive(Clone, Debug, Element)]
struct Steps {
    by_year: Ragged<f32>,
    count: Sparse<i64>,
    odd_only: Option<Array1<i64>>,
    rate: Ragged<f32>,
    #[element(shape = [_, 2])]
    ym: Option<Array2<i64>>,
    weeks: Option<Array1<i64>>,
}

#[test]
fn series() {
    let truth = Truth::open("o12_seqex_unemployment/truth");
    for kind in ["none", "gzip"] {
        let files = path(&format!("o12_seqex_unemployment/data/unemp-{kind}-*"));
        let ds = Dataset::<(Series, Steps)>::sequence_examples(&files).open().unwrap();
        let from_rows = |rows: Vec<(Series, Steps)>| {
            let (series, steps): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
            Ok((SeriesBatch::from_rows(series)?, StepsBatch::from_rows(steps)?))
        };
        for (how, (series, steps)) in by_each_verb(&ds, from_rows) {
            assert_there(&truth, "0.mean_rate", &series.mean_rate);
            truth.assert_stacked("0.months", &series.months);
            truth.assert_stacked("0.series", &series.series);
            assert_lists(&truth, "0.words", rows(&series.words));
            assert!(series.weeks.iter().all(|weeks| *weeks == -1), "{how}");
            let Kind::Ragged { row_splits, .. } = &truth.component("1.by_year").kind else { panic!() };
            let splits: Vec<_> = steps.by_year.row_splits().iter().map(|splits| splits.to_vec()).collect();
            assert_eq!(&splits, row_splits, "{how}");
            let values: Vec<_> = steps.by_year.values().iter().map(bits).collect();
            assert_eq!(values, all_values(&truth, "1.by_year"), "{how}");
            let counts: Vec<_> = steps.count.values().iter().map(bits).collect();
            assert_eq!(counts, all_values(&truth, "1.count"), "{how}");
            assert_eq!(steps.count.dense_shape().to_vec(), [14, 122, 1], "{how}");
            let rates: Vec<_> = steps.rate.values().iter().map(bits).collect();
            assert_eq!(rates, all_values(&truth, "1.rate"), "{how}");
            let odd = steps.odd_only.iter().map(|odd| odd.iter().flatten().copied().collect());
            assert_lists(&truth, "1.odd_only", odd);
            assert!(steps.odd_only.contains(&None), "{how}");
            let ym: Vec<Array2<i64>> = steps.ym.iter().cloned().map(Option::unwrap).collect();
            truth.assert_elements("1.ym", &ym);
            assert!(steps.weeks.iter().all(Option::is_none), "{how}");
        }
    }
}

fn all_values(truth: &Truth, path: &str) -> Vec<Vec<u8>> {
    let values = truth.component(path).values();
    (0..values.len()).map(|index| values.get(index).to_vec()).collect()
}
