//! The structs that are written for the fixtures: they compile as they are, and read what TensorFlow reads.
//!
//! Those of TFDS directories and of files of examples are in `tfds` and in `from_records`. All stand in
//! `generated/`, as the `tfdata` command prints them: its tests see to that.

use ndarray::Array1;
use tfdata::{Bytes, Dataset, Element, Ragged, Sparse};
use tfdata_tests::{Kind, Part, Truth, compare, fixture, tensorflow};

use super::composites::{assert_ragged, assert_sparse};

/// A module for each file.
macro_rules! generated {
    ($($module:ident)*) => { $(
        #[allow(dead_code, unreachable_pub)]
        mod $module {
            include!(concat!("generated/", stringify!($module), ".rs"));
        }
    )* };
}

generated! {
    cars_nested
    cars_ragged
    cars_rows
    cars_test
    cars_train
    digits
    flights
    flights_batched
    flights_rows
    graph_flat_map
    graph_interleave
    graph_records
    graph_scan
    graph_shuffle
    graph_slices
    graph_zip
    vocab_padded
    vocab_rows
    weather_args
    weather_basic
    weather_filtered
    weather_windowed
    wine
    wine_batched
    wine_rows
    wine_shards
}

tfdata::include_element!(
    #[derive(PartialEq)]
    pub(crate) Car,
    "fixtures/o13_savedmodel_cars/model",
    signature = "splits",
    output = "test",
    strings = String,
    "mpg": Array1<f32>,
);

#[test]
fn a_macro_writes_it_too() {
    let truth = Truth::open("o13_savedmodel_cars/truth/splits.test");
    let cars = model::<Car>("o13_savedmodel_cars", "splits").output("test");
    each(cars.input("batch", 24_i64).open(), &truth, |number, batch| {
        let _: &Array1<String> = &batch.origin;
        compare!(truth, Part::Element(number), batch, "", [cyl, mpg, origin, power]);
    });
}

/// Every element, with its number.
fn each<E: Element>(dataset: tfdata::Result<Dataset<E>>, truth: &Truth, check: impl Fn(usize, E)) {
    let dataset = dataset.unwrap_or_else(|error| panic!("{}: {error}", truth.name));
    let mut count = 0;
    for (number, element) in dataset.iter().expect("iterates").enumerate() {
        check(number, element.unwrap_or_else(|error| panic!("{}: {error}", truth.name)));
        count += 1;
    }
    assert_eq!(count, truth.count, "{}", truth.name);
}

fn model<E: Element>(name: &str, signature: &str) -> tfdata::SavedModel<E> {
    tensorflow();
    Dataset::saved_model(fixture(name).join("model")).signature(signature)
}

fn graph<E: Element>(name: &str) -> (tfdata::Result<Dataset<E>>, Truth) {
    tensorflow();
    let graph = fixture(&format!("o11_graph_weather/{name}.graph.pb"));
    (Dataset::graph_def(graph).open(), Truth::open(&format!("o11_graph_weather/truth/{name}")))
}

#[test]
fn examples() {
    tensorflow();
    let truth = Truth::open("o06_example_mnist_floats/truth");
    let file = fixture("o06_example_mnist_floats/data/mnist.tfrecord");
    let digits = Dataset::<digits::Digits>::examples(file.to_str().expect("UTF-8")).open();
    each(digits, &truth, |number, digit| {
        compare!(truth, Part::Element(number), digit, "", [image_class]);
        // The truth holds the first pictures only.
        if number < 300 {
            compare!(truth, Part::Element(number), digit, "", [image_floats]);
        }
    });
}

#[test]
fn saved() {
    tensorflow();
    let truth = Truth::open("o07_save_wine_dtypes/truth");
    for variant in ["default", "gzip", "snappy"] {
        let wines = Dataset::<wine::Wine>::load(fixture("o07_save_wine_dtypes").join(variant)).open();
        each(wines, &truth, |number, wine| {
            compare!(
                truth,
                Part::Element(number),
                wine,
                "",
                [
                    all, bf16, c128, c64, class_name, empty, f16, f64, flags, i16, i32, i64, i8, label,
                    two_names, u16, u32, u64, u8,
                ]
            );
        });
    }
    let truth = Truth::open("o07_save_wine_dtypes/truth_batched50");
    let path = fixture("o07_save_wine_dtypes/batched50");
    let batches = Dataset::<wine_batched::WineBatched>::load(path).open();
    each(batches, &truth, |number, batch| {
        compare!(truth, Part::Element(number), batch, "", [all, bf16, class_name, label]);
    });
    // A batched dataset: the struct joins.
    let path = fixture("o07_save_wine_dtypes/batched50");
    let joined =
        Dataset::<wine_batched::WineBatched>::load(&path).open().expect("opens").concat().expect("joins");
    compare!(truth, Part::Joined, joined, "", [all, bf16, class_name, label]);
    // By its rows: the batch joins, and comes apart.
    let batches = Dataset::<wine_rows::BottleBatch>::load(path).open().expect("opens");
    let joined = batches.concat().expect("joins");
    compare!(truth, Part::Joined, joined, "", [all, bf16, class_name, label]);
    let stacked = batches.unbatch().stack().expect("stacks");
    compare!(truth, Part::Joined, stacked, "", [all, bf16, class_name, label]);

    let truth = Truth::open("o07_save_wine_dtypes/truth_shards4");
    let path = fixture("o07_save_wine_dtypes/shards4");
    each(Dataset::<wine_shards::WineShards>::load(path).open(), &truth, |number, wine| {
        truth.assert_element("index", number, &wine.0);
        compare!(truth, Part::Element(number), wine.1, "", [all, label]);
    });
}

#[test]
fn weather() {
    let name = "o09_savedmodel_weather";
    let truth = |signature: &str| Truth::open(&format!("{name}/truth/{signature}"));
    let basic = truth("basic");
    each(model::<weather_basic::Basic>(name, "basic").open(), &basic, |number, days| {
        basic.assert_element("date", number, &days.component_0);
        basic.assert_element("feat", number, &days.component_1);
        basic.assert_element("kind", number, &days.component_2);
        basic.assert_element("mean_temp", number, &days.component_3);
        basic.assert_element("month", number, &days.component_4);
        basic.assert_element("wet", number, &days.component_5);
    });
    let filtered = truth("filtered");
    each(model::<weather_filtered::Filtered>(name, "filtered").open(), &filtered, |number, day| {
        filtered.assert_element("0", number, &day.component_0);
        filtered.assert_element("1.date", number, &day.component_1);
        filtered.assert_element("1.feat", number, &day.component_2);
        filtered.assert_element("1.kind", number, &day.component_3);
        filtered.assert_element("1.mean_temp", number, &day.component_4);
        filtered.assert_element("1.month", number, &day.component_5);
        filtered.assert_element("1.wet", number, &day.component_6);
    });
    let windowed = truth("windowed");
    each(model::<weather_windowed::Windowed>(name, "windowed").open(), &windowed, |number, week| {
        windowed.assert_element("0", number, &week.component_0);
        windowed.assert_element("1", number, &week.component_1);
        windowed.assert_element("2", number, &week.component_2);
    });
    let args = truth("args");
    let days =
        model::<weather_args::Arguments>(name, "args").input("batch", 32_i64).input("min_temp", 18.5_f32);
    each(days.open(), &args, |number, batch| {
        args.assert_element("0", number, &batch.component_0);
        args.assert_element("1", number, &batch.component_1);
    });
}

#[test]
fn vocab() {
    let name = "o10_savedmodel_vocab";
    let file = |number: usize| {
        let file = fixture(&format!("{name}/data/subjects-0000{number}-of-00002.tfrecord.gz"));
        file.to_str().expect("UTF-8").to_owned()
    };
    let files: Array1<String> = (0..2).map(file).collect();
    let rows = Truth::open(&format!("{name}/truth/rows"));
    let mails = model::<vocab_rows::Rows>(name, "rows").input("files", files.clone()).open();
    each(mails, &rows, |number, mail| {
        rows.assert_element("first", number, &mail.component_0);
        rows.assert_element("ids", number, &mail.component_1);
        rows.assert_element("label", number, &mail.component_2);
        rows.assert_element("n_tokens", number, &mail.component_3);
        rows.assert_element("subject", number, &mail.component_4);
    });
    let padded = Truth::open(&format!("{name}/truth/padded"));
    let batches = model::<vocab_padded::Padded>(name, "padded").input("files", files).open();
    each(batches, &padded, |number, batch| {
        padded.assert_element("0", number, &batch.component_0);
        padded.assert_element("1", number, &batch.component_1);
    });
}

#[test]
fn graphs() {
    let (slices, truth) = graph::<graph_slices::Slices>("slices_map_batch");
    each(slices, &truth, |number, batch| {
        truth.assert_element("0", number, &batch.component_0);
        truth.assert_element("1", number, &batch.component_1);
    });
    let (zip, truth) = graph::<graph_zip::Zip>("zip_concat_cache");
    each(zip, &truth, |number, element| {
        truth.assert_element("0", number, &element.component_0);
        truth.assert_element("1", number, &element.component_1);
    });
    let (scan, truth) = graph::<graph_scan::Scan>("scan_unbatch");
    each(scan, &truth, |number, element| truth.assert_element("_", number, &element.component_0));
    let (interleave, truth) = graph::<graph_interleave::Interleave>("interleave");
    each(interleave, &truth, |number, element| truth.assert_element("_", number, &element.component_0));
    let (flat_map, truth) = graph::<graph_flat_map::FlatMap>("range_filter_flatmap");
    each(flat_map, &truth, |number, element| truth.assert_element("_", number, &element.component_0));
    let (shuffle, truth) = graph::<graph_shuffle::Shuffle>("shuffle_seeded");
    each(shuffle, &truth, |number, element| truth.assert_element("_", number, &element.component_0));
    // This graph names its file relative to the fixture's folder; all other paths here are absolute.
    let (records, truth) = graph::<graph_records::Records>("tfrecord");
    std::env::set_current_dir(fixture("o11_graph_weather")).expect("a folder");
    each(records, &truth, |number, element| truth.assert_element("_", number, &element.component_0));
}

#[test]
fn cars() {
    let truth = Truth::open("o13_savedmodel_cars/truth/splits.train");
    let cars = model::<cars_train::Train>("o13_savedmodel_cars", "splits").output("train");
    each(cars.input("batch", 24_i64).open(), &truth, |number, batch| {
        compare!(truth, Part::Element(number), batch, "", [cyl, mpg, origin, power]);
    });
    let truth = Truth::open("o13_savedmodel_cars/truth/splits.test");
    let cars = model::<cars_test::Test>("o13_savedmodel_cars", "splits").output("test");
    let cars = cars.input("batch", 24_i64).open().expect("opens").concat().expect("joins");
    compare!(truth, Part::Joined, cars, "", [cyl, mpg, origin, power]);
    let cars = model::<cars_rows::CarBatch>("o13_savedmodel_cars", "splits").output("test");
    let cars = cars.input("batch", 24_i64).open().expect("opens").unbatch().stack().expect("stacks");
    compare!(truth, Part::Joined, cars, "", [cyl, mpg, origin, power]);
}

/// Whether the rows of all batches, one after another, are the inner rows of the truth, which stacks the batches.
fn inner_splits(truth: &Truth, path: &str) -> Vec<i64> {
    let Kind::Ragged { row_splits, .. } = &truth.component(path).kind else {
        panic!("`{path}` is not ragged")
    };
    row_splits[1].clone()
}

#[derive(Element)]
struct Parts {
    by_letter: Ragged<Bytes>,
    dests: Ragged<Bytes>,
    counts: Sparse<i32>,
}

#[test]
fn flights() {
    tensorflow();
    let truth = Truth::open("o08_save_flights_ragged/truth");
    for variant in ["default", "gzip"] {
        let path = fixture("o08_save_flights_ragged").join(variant);
        let ds = Dataset::<flights::Flights>::load(path).open().expect("opens");
        // Vectors of unequal length don't stack; the parts that do are stacked by themselves.
        let elements: Vec<flights::Flights> =
            ds.iter().expect("iterates").map(|e| e.expect("reads")).collect();
        let parts = elements.into_iter().map(|flights::Flights(parts, ..)| Parts {
            by_letter: parts.by_letter,
            dests: parts.dests,
            counts: parts.counts,
        });
        let parts = PartsBatch::from_rows(parts).expect("stacks");
        assert_ragged(truth.component("0.by_letter"), &parts.by_letter);
        assert_ragged(truth.component("0.dests"), &parts.dests);
        assert_sparse(truth.component("0.counts"), &parts.counts);
        each(Ok(ds), &truth, |number, flights::Flights(parts, pair, last)| {
            truth.assert_element("0.origin", number, &parts.origin);
            truth.assert_element("0.vec", number, &parts.vec);
            truth.assert_element("1.0", number, &pair.0);
            truth.assert_element("1.1", number, &pair.1);
            truth.assert_element("2", number, &last);
        });
    }
    let truth = Truth::open("o08_save_flights_ragged/truth_ragged_batch16");
    let path = fixture("o08_save_flights_ragged/ragged_batch16");
    let joined = Dataset::<flights_batched::FlightsBatched>::load(&path).open().expect("opens").concat();
    let joined = joined.expect("joins");
    assert_eq!(joined.codes.row_splits()[0].to_vec(), inner_splits(&truth, "codes"));
    assert_eq!(joined.n.row_splits()[0].to_vec(), inner_splits(&truth, "n"));
    let values = truth.component("codes").values();
    assert_eq!(joined.codes.values().len(), values.len());
    assert!(joined.codes.values().iter().enumerate().all(|(at, code)| code[..] == *values.get(at)));
    let values = truth.component("n").values();
    assert_eq!(joined.n.values().len(), values.len());
    assert!(joined.n.values().iter().enumerate().all(|(at, n)| n.to_le_bytes() == *values.get(at)));
    // By its rows.
    let batches = Dataset::<flights_rows::CodesBatch>::load(path).open().expect("opens");
    let stacked = batches.unbatch().stack().expect("stacks");
    assert_eq!((stacked.codes, stacked.n), (joined.codes, joined.n));
}

#[derive(Element)]
struct Origin {
    origin: Sparse<u8>,
}

#[test]
fn cars_of_every_kind() {
    let name = "o13_savedmodel_cars";
    let truth = Truth::open("o13_savedmodel_cars/truth/nested");
    let cars = || model::<cars_nested::Nested>(name, "nested").open();
    each(cars(), &truth, |number, cars_nested::Nested(car, last)| {
        compare!(truth, Part::Element(number), car, "0.", [known, power]);
        compare!(truth, Part::Element(number), car.car, "0.car.", [name, tokens, year]);
        truth.assert_element("1", number, &last);
    });
    let cars: Vec<_> =
        cars().expect("opens").iter().expect("iterates").map(|car| car.expect("reads")).collect();
    let origins = cars.into_iter().map(|cars_nested::Nested(car, _)| Origin { origin: car.origin });
    let origins = OriginBatch::from_rows(origins).expect("stacks");
    assert_sparse(truth.component("0.origin"), &origins.origin);
    let truth = Truth::open("o13_savedmodel_cars/truth/ragged");
    let joined = model::<cars_ragged::Tokens>(name, "ragged").open().expect("opens").concat().expect("joins");
    assert_eq!(joined.tokens.row_splits()[0].to_vec(), inner_splits(&truth, "tokens"));
    let values = truth.component("tokens").values();
    assert!(joined.tokens.values().iter().enumerate().all(|(at, token)| token[..] == *values.get(at)));
    assert_eq!(joined.lengths.row_splits()[0].to_vec(), inner_splits(&truth, "lengths"));
}
