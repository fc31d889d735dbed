//! Files of records and examples, compared with what TensorFlow parsed.

use ndarray::{Array1, Array2};
use tfdata::{Bytes, Dataset, Element, Error};
use tfdata_tests::{Truth, both, fixture};

fn ready(truth: &str) -> Truth {
    tfdata::libtensorflow::load_or_install().expect("libtensorflow");
    Truth::open(truth)
}

fn path(name: &str) -> String {
    fixture("").join(name).to_str().expect("UTF-8").to_owned()
}

#[derive(Element)]
struct Trip {
    company: Bytes,
    dropoff_latitude: f32,
    fare: f32,
    pickup_census_tract: f32,
    trip_seconds: i64,
}

#[test]
fn taxi_trips() {
    let truth = ready("o04_example_taxi/truth");
    let ds = Dataset::<Trip>::examples(path("o04_example_taxi/data/*.gz"))
        .default_value("company", "")
        .default_value("dropoff_latitude", f32::NAN)
        .default_value("pickup_census_tract", -1.0_f32)
        .default_value("trip_seconds", -1_i64)
        .open()
        .expect("trips");
    for ds in both(&ds) {
        let trips = ds.stack().expect("trips");
        truth.assert_stacked("company", &trips.company.mapv(|bytes| bytes.to_vec()));
        truth.assert_stacked("dropoff_latitude", &trips.dropoff_latitude);
        truth.assert_stacked("fare", &trips.fare);
        truth.assert_stacked("pickup_census_tract", &trips.pickup_census_tract);
        truth.assert_stacked("trip_seconds", &trips.trip_seconds);
    }
}

#[derive(Element)]
struct Quake {
    place: String,
    time: i64,
    sig: [i64; 1],
    coordinates: [f32; 3],
    time_updated: [[i64; 1]; 2],
    mag: f32,
    felt: i64,
    code_bytes: Array1<Bytes>,
}

#[test]
fn quakes_in_every_compression() {
    let truth = ready("o05_example_quakes/truth");
    for kind in ["none", "gzip", "zlib"] {
        let ds = Dataset::<Quake>::examples(path(&format!("o05_example_quakes/data/quakes-{kind}-*")))
            .default_value("mag", f32::NAN)
            .default_value("felt", 0_i64)
            .open()
            .expect(kind);
        for ds in both(&ds) {
            let quakes: Vec<Quake> = ds.iter().expect(kind).collect::<Result<_, _>>().expect(kind);
            truth.assert_elements("place", quakes.iter().map(|quake| &quake.place));
            truth.assert_elements("time", quakes.iter().map(|quake| &quake.time));
            truth.assert_elements("sig", quakes.iter().map(|quake| &quake.sig));
            truth.assert_elements("coordinates", quakes.iter().map(|quake| &quake.coordinates));
            truth.assert_elements("time_updated", quakes.iter().map(|quake| &quake.time_updated));
            truth.assert_elements("mag", quakes.iter().map(|quake| &quake.mag));
            truth.assert_elements("felt", quakes.iter().map(|quake| &quake.felt));
            let codes: Vec<_> =
                quakes.iter().map(|quake| quake.code_bytes.mapv(|bytes| bytes.to_vec())).collect();
            truth.assert_elements("code_bytes", &codes);
        }
    }
}

#[test]
fn a_feature_that_is_missing_is_named() {
    ready("o05_example_quakes/truth");
    let ds = Dataset::<Quake>::examples(path("o05_example_quakes/data/quakes-none-*"));
    for ds in both(&ds.open().expect("quakes")) {
        let error = ds.stack().map(drop).expect_err("no mag").to_string();
        assert!(error.contains("felt") || error.contains("mag"), "{error}");
    }
}

#[derive(Element)]
struct Digit {
    image_floats: [f32; 784],
    image_class: i64,
}

#[test]
fn digits_as_floats() {
    let truth = ready("o06_example_mnist_floats/truth");
    let ds = Dataset::<Digit>::examples(path("o06_example_mnist_floats/data/mnist.tfrecord"));
    for ds in both(&ds.open().expect("digits")) {
        let digits = ds.stack().expect("digits");
        truth.assert_stacked("image_class", &digits.image_class);
        let first = digits.image_floats.slice(ndarray::s![..300, ..]).to_owned();
        let shown = Truth::open("o06_example_mnist_floats/truth");
        let values = shown.component("image_floats").values();
        assert_eq!(values.len(), first.len());
        for (index, value) in first.iter().enumerate() {
            assert_eq!(values.get(index), value.to_le_bytes());
        }
    }
}

#[derive(Element)]
struct Series {
    series: String,
    months: i64,
    mean_rate: f32,
    words: Array1<Bytes>,
}

#[derive(Element)]
struct Steps {
    #[element(shape = [_, 2])]
    ym: Array2<i64>,
    count: Array1<i64>,
    rate: Array1<f32>,
    date: Array1<String>,
    odd_only: Array1<i64>,
}

#[test]
fn sequence_examples() {
    let truth = ready("o12_seqex_unemployment/truth");
    for kind in ["none", "gzip"] {
        let files = path(&format!("o12_seqex_unemployment/data/unemp-{kind}-*"));
        let ds = Dataset::<(Series, Steps)>::sequence_examples(files).allow_missing("odd_only");
        for ds in both(&ds.open().expect(kind)) {
            let all: Vec<(Series, Steps)> = ds.iter().expect(kind).collect::<Result<_, _>>().expect(kind);
            truth.assert_elements("0.series", all.iter().map(|(series, _)| &series.series));
            truth.assert_elements("0.months", all.iter().map(|(series, _)| &series.months));
            truth.assert_elements("0.mean_rate", all.iter().map(|(series, _)| &series.mean_rate));
            assert!(all.iter().any(|(series, _)| series.words.len() > 1));
            truth.assert_elements("1.ym", all.iter().map(|(_, steps)| &steps.ym));
            truth.assert_elements("1.count", all.iter().map(|(_, steps)| &steps.count));
            truth.assert_elements("1.rate", all.iter().map(|(_, steps)| &steps.rate));
            truth.assert_elements("1.date", all.iter().map(|(_, steps)| &steps.date));
            truth.assert_elements("1.odd_only", all.iter().map(|(_, steps)| &steps.odd_only));
        }
    }
}

#[test]
fn records_lines_and_blocks() {
    ready("o05_example_quakes/truth");
    let records = Dataset::tfrecords(path("o05_example_quakes/data/quakes-gzip-*")).open().expect("records");
    let in_order = records.stack().expect("records");
    assert_eq!(in_order.len(), 900);
    for cycle in [2, 3, 5] {
        let in_turn = Dataset::tfrecords(path("o05_example_quakes/data/quakes-none-*")).interleave(cycle);
        let [theirs, ours] = both(&in_turn.open().expect("records"));
        let (theirs, ours) = (theirs.stack().expect("records"), ours.stack().expect("records"));
        assert_eq!(ours, theirs);
        assert_eq!((ours.len(), &ours[0]), (900, &in_order[0]));
        assert_ne!(ours[1], in_order[1]);
    }

    let dir = tempfile::tempdir().expect("a directory");
    std::fs::write(dir.path().join("a.txt"), "one\ntwo\r\n\nfour").expect("written");
    std::fs::write(dir.path().join("b.txt"), "five\n").expect("written");
    let pattern = dir.path().join("*.txt").display().to_string();
    let lines = Dataset::text_lines(&pattern).open().expect("lines").stack().expect("lines");
    assert_eq!(lines.to_vec(), ["one", "two", "", "four", "five"]);
    let files = Dataset::list_files(&pattern).expect("files").stack().expect("files");
    assert!(files.len() == 2 && files[0].ends_with("a.txt") && files[1].ends_with("b.txt"));
    std::fs::write(dir.path().join("blocks"), b"#aabbcc").expect("written");
    let blocks = Dataset::fixed_length_records(dir.path().join("blocks").display().to_string(), 2);
    let blocks = blocks.skip_header(1).open().expect("blocks").stack().expect("blocks");
    assert_eq!(blocks.to_vec(), [&b"aa"[..], b"bb", b"cc"].map(Bytes::from_static));
}

#[derive(Element)]
struct Person {
    note: String,
    id: i32,
    big: i64,
    name: String,
    score: f32,
}

#[test]
fn rows_of_a_csv_file() {
    let truth = ready("transformations/csv/truth");
    let file = path("transformations/csv/people.csv");
    let ds = Dataset::<Person>::csv(&file).default_value("score", -1.0_f32).default_value("note", "none");
    let people = ds.na_value("NA").open().expect("people").stack().expect("people");
    truth.assert_stacked("0", &people.id);
    truth.assert_stacked("1", &people.name);
    truth.assert_stacked("2", &people.score);
    truth.assert_stacked("3", &people.note);
    truth.assert_stacked("4", &people.big);
    let error = Dataset::<Person>::csv(&file).open().expect("people").stack().map(drop);
    assert!(error.expect_err("no default").to_string().contains("Field 2 is required but missing"));
    let pairs = Dataset::<(i32, String)>::csv(&file).open().expect("pairs").stack().expect("pairs");
    truth.assert_stacked("1", &pairs.1);

    #[derive(Element)]
    struct Other {
        #[allow(dead_code)]
        age: i32,
    }
    let error = Dataset::<Other>::csv(&file).open().map(drop).expect_err("no such column").to_string();
    assert!(
        error.ends_with("there is no column `age`; there are `id`, `name`, `score`, `note`, `big`"),
        "{error}"
    );
}

#[test]
fn what_cannot_be_opened_is_said() {
    ready("o05_example_quakes/truth");
    let error = Dataset::tfrecords("/nowhere/*.tfrecord").open().expect_err("no files").to_string();
    assert!(error.starts_with("/nowhere/*.tfrecord: no file matches"), "{error}");
    let all = path("o05_example_quakes/data/quakes-*");
    let error = Dataset::<Quake>::examples(all).open().map(drop).expect_err("mixed").to_string();
    assert!(error.contains("it looks like None and") && error.contains("like Gzip"), "{error}");

    #[derive(Element)]
    #[allow(dead_code)]
    struct Wrong {
        place: i32,
        mag: f64,
    }
    let quakes = path("o05_example_quakes/data/quakes-none-*");
    let error = Dataset::<Wrong>::examples(&quakes).open().map(drop).expect_err("dtypes");
    assert!(matches!(&error, Error::Mismatch { mismatches, .. } if mismatches.all.len() == 2), "{error}");
    let error = Dataset::<f32>::examples(&quakes).open().map(drop).expect_err("no struct").to_string();
    assert!(error.contains("a struct with named fields"), "{error}");
    let error = Dataset::<Quake>::examples(&quakes).default_value("magg", 1.0_f32).open();
    let error = error.map(drop).expect_err("no such feature").to_string();
    assert!(error.contains("`magg`: no field reads this feature"), "{error}");
}
