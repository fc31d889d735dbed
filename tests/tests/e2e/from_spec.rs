//! The structs that are written for the fixtures: they compile as they are, and read what TensorFlow reads.
//!
//! They stand in `generated/`. After a change of the generator, `TFDATA_UPDATE=1 cargo test` writes them anew.

use ndarray::Array1;
use tfdata::{Dataset, Element};
use tfdata_codegen::from_spec::{Options, struct_of};
use tfdata_codegen::source::{self, Select};
use tfdata_tests::{Part, Truth, compare, fixture, tensorflow};

/// The generated structs: a module for each, the struct, and its dataset with signature and output.
macro_rules! generated {
    ($($module:ident: $name:ident, $path:literal, $signature:expr, $output:expr;)*) => {
        $(
            #[allow(dead_code, unreachable_pub)]
            mod $module {
                include!(concat!("generated/", stringify!($module), ".rs"));
            }
        )*

        const GENERATED: &[Generated] = &[$(
            Generated {
                module: stringify!($module),
                name: stringify!($name),
                path: $path,
                signature: $signature,
                output: $output,
            },
        )*];
    };
}

struct Generated {
    module: &'static str,
    name: &'static str,
    path: &'static str,
    signature: Option<&'static str>,
    output: Option<&'static str>,
}

generated! {
    mnist: Mnist, "o01_tfds_mnist/tfds/mnist_small/3.0.1", None, None;
    spam: Spam, "o02_tfds_spam/tfds/spam_assassin_small/1.0.0", None, None;
    kinds: Kinds, "extra/tfds/kinds/1.0.0", None, None;
    photos: Photos, "o03_tfds_objects/tfds/photo_objects/1.1.0", None, None;
    digits: Digits, "o06_example_mnist_floats/data/mnist.tfrecord", None, None;
    wine: Wine, "o07_save_wine_dtypes/default", None, None;
    wine_batched: WineBatched, "o07_save_wine_dtypes/batched50", None, None;
    wine_shards: WineShards, "o07_save_wine_dtypes/shards4", None, None;
    flights: Flights, "o08_save_flights_ragged/default", None, None;
    flights_batched: FlightsBatched, "o08_save_flights_ragged/ragged_batch16", None, None;
    taxi: Taxi, "o04_example_taxi/data", None, None;
    quakes: Quakes, "o05_example_quakes/data", None, None;
    unemployment: Unemployment, "o12_seqex_unemployment/data", None, None;
    cars_nested: Nested, "o13_savedmodel_cars/model", Some("nested"), None;
    cars_ragged: Tokens, "o13_savedmodel_cars/model", Some("ragged"), None;
    weather_basic: Basic, "o09_savedmodel_weather/model", Some("basic"), None;
    weather_filtered: Filtered, "o09_savedmodel_weather/model", Some("filtered"), None;
    weather_windowed: Windowed, "o09_savedmodel_weather/model", Some("windowed"), None;
    weather_args: Arguments, "o09_savedmodel_weather/model", Some("args"), None;
    vocab_rows: Rows, "o10_savedmodel_vocab/model", Some("rows"), None;
    vocab_padded: Padded, "o10_savedmodel_vocab/model", Some("padded"), None;
    graph_slices: Slices, "o11_graph_weather/slices_map_batch.graph.pb", None, None;
    graph_zip: Zip, "o11_graph_weather/zip_concat_cache.graph.pb", None, None;
    graph_scan: Scan, "o11_graph_weather/scan_unbatch.graph.pb", None, None;
    graph_records: Records, "o11_graph_weather/tfrecord.graph.pb", None, None;
    cars_train: Train, "o13_savedmodel_cars/model", Some("splits"), Some("train");
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

#[test]
fn the_generated_files_are_up_to_date() {
    let mut stale = Vec::new();
    for Generated { module, name, path, signature, output } in GENERATED {
        let select = Select { signature: signature.map(Into::into), output: output.map(Into::into) };
        let source = source::read(&fixture(path), &select).unwrap_or_else(|error| panic!("{error}"));
        let code = struct_of(name, &source.element, &Options::of(&source))
            .and_then(|code| code.to_text())
            .unwrap_or_else(|error| panic!("{path}: {error}"));
        let file = format!("{}/tests/e2e/generated/{module}.rs", env!("CARGO_MANIFEST_DIR"));
        if std::fs::read_to_string(&file).is_ok_and(|old| old == code) {
            continue;
        }
        if std::env::var_os("TFDATA_UPDATE").is_some() {
            std::fs::write(&file, code).expect("writes");
        }
        stale.push(*module);
    }
    assert!(stale.is_empty(), "not up to date: {stale:?}");
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
    let path = fixture("o07_save_wine_dtypes/shards4");
    let shards = Dataset::<wine_shards::WineShards>::load(path).open().expect("opens");
    assert_eq!(shards.iter().expect("iterates").count(), 178);
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
}

#[test]
fn cars() {
    let truth = Truth::open("o13_savedmodel_cars/truth/splits.train");
    let cars = model::<cars_train::Train>("o13_savedmodel_cars", "splits").output("train");
    each(cars.input("batch", 24_i64).open(), &truth, |number, batch| {
        compare!(truth, Part::Element(number), batch, "", [cyl, mpg, origin, power]);
    });
}

/// Ragged and sparse parts: that they are read at all; how, other tests say.
#[test]
fn composites() {
    tensorflow();
    let truth = Truth::open("o08_save_flights_ragged/truth");
    let path = fixture("o08_save_flights_ragged/default");
    each(
        Dataset::<flights::Flights>::load(path).open(),
        &truth,
        |number, flights::Flights(parts, pair, last)| {
            truth.assert_element("0.origin", number, &parts.origin);
            truth.assert_element("0.vec", number, &parts.vec);
            truth.assert_element("1.0", number, &pair.0);
            truth.assert_element("1.1", number, &pair.1);
            truth.assert_element("2", number, &last);
        },
    );
    let truth = Truth::open("o08_save_flights_ragged/truth_ragged_batch16");
    let path = fixture("o08_save_flights_ragged/ragged_batch16");
    each(Dataset::<flights_batched::FlightsBatched>::load(path).open(), &truth, |_, _| ());
    let name = "o13_savedmodel_cars";
    let truth = Truth::open("o13_savedmodel_cars/truth/nested");
    each(
        model::<cars_nested::Nested>(name, "nested").open(),
        &truth,
        |number, cars_nested::Nested(car, last)| {
            compare!(truth, Part::Element(number), car, "0.", [known, power]);
            compare!(truth, Part::Element(number), car.car, "0.car.", [name, tokens, year]);
            truth.assert_element("1", number, &last);
        },
    );
    let truth = Truth::open("o13_savedmodel_cars/truth/ragged");
    each(model::<cars_ragged::Tokens>(name, "ragged").open(), &truth, |_, _| ());
}
