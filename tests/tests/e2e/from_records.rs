//! The structs that are written for files of examples, read back: TensorFlow's truth has a default where they have
//! `None`.

use ndarray::Array1;
use tfdata::{Bytes, Dataset, Element, Ragged};

use tfdata_tests::{Kind, Part, Truth, Values, compare, fixture, tensorflow};

use super::composites::assert_ragged;

macro_rules! generated {
    ($($module:ident)*) => { $(
        #[allow(dead_code, unreachable_pub)]
        mod $module {
            include!(concat!("generated/", stringify!($module), ".rs"));
        }
    )* };
}

generated!(taxi quakes unemployment);

fn files(pattern: &str) -> String {
    tensorflow();
    fixture("").join(pattern).to_str().expect("UTF-8").to_owned()
}

fn all<E: Element>(dataset: tfdata::Result<Dataset<E>>) -> Vec<E> {
    let dataset = dataset.unwrap_or_else(|error| panic!("{error}"));
    dataset
        .iter()
        .expect("iterates")
        .map(|element| element.unwrap_or_else(|error| panic!("{error}")))
        .collect()
}

/// Compares fields that may be missing with a component that has a default instead.
macro_rules! compare_or {
    ($truth:expr, $all:expr, [$($field:ident or $default:expr),* $(,)?]) => { $(
        let values: Vec<_> = $all.iter().map(|one| one.$field.clone().unwrap_or($default)).collect();
        assert!($all.iter().any(|one| one.$field.is_none()), concat!(stringify!($field), " is never missing"));
        $truth.assert_elements(stringify!($field), &values);
    )* };
}

#[test]
fn taxi_trips() {
    let truth = Truth::open("o04_example_taxi/truth");
    let trips = all(Dataset::<taxi::Taxi>::examples(files("o04_example_taxi/data/*")).open());
    for (number, trip) in trips.iter().enumerate() {
        compare!(
            truth,
            Part::Element(number),
            trip,
            "",
            [
                fare,
                payment_type,
                pickup_community_area,
                pickup_latitude,
                pickup_longitude,
                tips,
                trip_miles,
                trip_start_day,
                trip_start_hour,
                trip_start_month,
                trip_start_timestamp,
            ]
        );
    }
    compare_or!(
        truth,
        trips,
        [
            company or Bytes::new(), dropoff_census_tract or -1, dropoff_community_area or -1,
            dropoff_latitude or f32::NAN, dropoff_longitude or f32::NAN, trip_seconds or -1,
        ]
    );
}

#[test]
fn quakes() {
    let truth = Truth::open("o05_example_quakes/truth");
    for kind in ["none", "gzip", "zlib"] {
        let pattern = files(&format!("o05_example_quakes/data/quakes-{kind}-*"));
        let quakes = all(Dataset::<quakes::Quakes>::examples(pattern).open());
        for (number, quake) in quakes.iter().enumerate() {
            let part = Part::Element(number);
            compare!(
                truth,
                part,
                quake,
                "",
                [code_bytes, coordinates, id, ids, mag, place, time, tsunami, types, tz]
            );
            // The struct knows them as lists of one, and of two.
            truth.assert(part, "sig", &[quake.sig]);
            truth.assert(part, "time_updated", &quake.time_updated.map(|time| [time]));
        }
        compare_or!(truth, quakes, [dmin or -1.0, felt or 0, gap or -1.0, rms or -1.0]);
        let some: Vec<_> =
            quakes.iter().map(|quake| quake.alert.as_ref().map(|alert| alert.to_vec())).collect();
        assert_eq!(some, stored(&truth, "alert"));
        let some: Vec<_> =
            quakes.iter().map(|quake| quake.nst.map(|nst| nst.to_le_bytes().to_vec())).collect();
        assert_eq!(some, stored(&truth, "nst"));
    }
}

/// The only value that a sparse component has in each element, if any.
fn stored(truth: &Truth, path: &str) -> Vec<Option<Vec<u8>>> {
    let Kind::Sparse { indices, values, .. } = &truth.component(path).kind else {
        panic!("`{path}` is not sparse")
    };
    let mut all = vec![None; truth.count];
    for (number, index) in indices.iter().enumerate() {
        all[index[0]] = Some(values.get(number).to_vec());
    }
    all
}

#[test]
fn unemployment() {
    let truth = Truth::open("o12_seqex_unemployment/truth");
    for kind in ["none", "gzip"] {
        let pattern = files(&format!("o12_seqex_unemployment/data/unemp-{kind}-*"));
        let series = all(Dataset::<unemployment::Unemployment>::sequence_examples(pattern).open());
        for (number, unemployment::Unemployment(context, lists)) in series.iter().enumerate() {
            compare!(truth, Part::Element(number), context, "0.", [mean_rate, months, series]);
            compare!(truth, Part::Element(number), lists, "1.", [count, date, rate, ym]);
        }
        assert_eq!(series.len(), truth.count);
        // TensorFlow was told to take lists that are missing for empty ones.
        let odd: Vec<Array1<i64>> =
            series.iter().map(|series| series.1.odd_only.clone().unwrap_or_default()).collect();
        assert!(series.iter().any(|series| series.1.odd_only.is_none()));
        truth.assert_elements("1.odd_only", &odd);
        let years = series.iter().map(|series| Years { by_year: series.1.by_year.clone() });
        assert_ragged(truth.component("1.by_year"), &YearsBatch::from_rows(years).expect("stacks").by_year);
        let Kind::Sparse { indices, values, .. } = &truth.component("0.words").kind else { panic!("sparse") };
        let words: Vec<&Bytes> = series.iter().flat_map(|series| &series.0.words).collect();
        assert_eq!(words.len(), indices.len());
        assert!(words.iter().enumerate().all(|(at, word)| word[..] == *Values::get(values, at)));
    }
}

#[derive(Element)]
struct Years {
    by_year: Ragged<f32>,
}
