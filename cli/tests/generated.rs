//! The structs of the end-to-end tests, which read the fixtures with them, are what the command prints.
//!
//! `TFDATA_UPDATE=1 cargo test -p tfdata-cli --test generated` writes them anew.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

/// The file, the struct, its dataset, and what else is given.
const ALL: &[(&str, &str, &str, &str)] = &[
    ("cars_nested", "Nested", "o13_savedmodel_cars/model", "--signature nested"),
    ("cars_ragged", "Tokens", "o13_savedmodel_cars/model", "--signature ragged"),
    ("cars_rows", "Car", "o13_savedmodel_cars/model", "--signature splits --dataset test --batched rows"),
    ("cars_test", "Test", "o13_savedmodel_cars/model", "--signature splits --dataset test"),
    ("cars_train", "Train", "o13_savedmodel_cars/model", "--signature splits --dataset train"),
    ("digits", "Digits", "o06_example_mnist_floats/data/mnist.tfrecord", ""),
    ("flights", "Flights", "o08_save_flights_ragged/default", ""),
    ("flights_batched", "FlightsBatched", "o08_save_flights_ragged/ragged_batch16", ""),
    ("flights_rows", "Codes", "o08_save_flights_ragged/ragged_batch16", "--batched rows"),
    ("graph_flat_map", "FlatMap", "o11_graph_weather/range_filter_flatmap.graph.pb", ""),
    ("graph_interleave", "Interleave", "o11_graph_weather/interleave.graph.pb", ""),
    ("graph_records", "Records", "o11_graph_weather/tfrecord.graph.pb", ""),
    ("graph_scan", "Scan", "o11_graph_weather/scan_unbatch.graph.pb", ""),
    ("graph_shuffle", "Shuffle", "o11_graph_weather/shuffle_seeded.graph.pb", ""),
    ("graph_slices", "Slices", "o11_graph_weather/slices_map_batch.graph.pb", ""),
    ("graph_zip", "Zip", "o11_graph_weather/zip_concat_cache.graph.pb", ""),
    ("kinds", "Kinds", "extra/tfds/kinds/1.0.0", ""),
    ("mnist", "Mnist", "o01_tfds_mnist/tfds/mnist_small/3.0.1", ""),
    ("photos", "Photos", "o03_tfds_objects/tfds/photo_objects/1.1.0", ""),
    ("quakes", "Quakes", "o05_example_quakes/data", ""),
    ("spam", "Spam", "o02_tfds_spam/tfds/spam_assassin_small/1.0.0", ""),
    ("taxi", "Taxi", "o04_example_taxi/data", ""),
    ("unemployment", "Unemployment", "o12_seqex_unemployment/data", ""),
    ("vocab_padded", "Padded", "o10_savedmodel_vocab/model", "--signature padded"),
    ("vocab_rows", "Rows", "o10_savedmodel_vocab/model", "--signature rows"),
    ("weather_args", "Arguments", "o09_savedmodel_weather/model", "--signature args"),
    ("weather_basic", "Basic", "o09_savedmodel_weather/model", "--signature basic"),
    ("weather_filtered", "Filtered", "o09_savedmodel_weather/model", "--signature filtered"),
    ("weather_windowed", "Windowed", "o09_savedmodel_weather/model", "--signature windowed"),
    ("wine", "Wine", "o07_save_wine_dtypes/default", ""),
    ("wine_batched", "WineBatched", "o07_save_wine_dtypes/batched50", ""),
    ("wine_rows", "Bottle", "o07_save_wine_dtypes/batched50", "--batched rows"),
    ("wine_shards", "WineShards", "o07_save_wine_dtypes/shards4", ""),
];

#[test]
fn are_what_the_command_prints() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests");
    let dir = tests.join("tests/e2e/generated");
    let mut wrong = Vec::new();
    for (file, name, path, more) in ALL {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tfdata"));
        command.current_dir(tests.join("fixtures")).args(["codegen", path, "--name", name, "--output"]);
        command.arg(dir.join(format!("{file}.rs"))).args(more.split_whitespace());
        if std::env::var_os("TFDATA_UPDATE").is_none() {
            command.arg("--check");
        }
        let output = command.output().unwrap();
        if !output.status.success() {
            wrong.push(String::from_utf8_lossy(&output.stderr).into_owned());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
    let files = std::fs::read_dir(dir).unwrap().count();
    assert_eq!(files, ALL.len(), "a file that no line here makes");
}
