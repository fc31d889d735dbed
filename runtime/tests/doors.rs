//! Pipelines that Python exported or saved.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use ndarray::{Array1, Array2};
use tfdata::{Bytes, Dataset, Element, Error};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures");

#[derive(Element)]
struct Weather {
    date: String,
    mean_temp: f32,
    wet: bool,
    feat: [f32; 3],
    month: i32,
    kind: String,
}

#[derive(Element)]
struct Wine {
    label: i64,
    all: [f32; 13],
    empty: Array2<f32>,
    two_names: [Bytes; 2],
}

fn weather() -> String {
    tfdata::libtensorflow::load_or_install().unwrap();
    format!("{FIXTURES}/o09_savedmodel_weather/model")
}

#[test]
fn a_signature_returns_a_variant_and_the_struct_names_it() {
    let ds = Dataset::<(i64, Weather)>::saved_model(weather()).signature("filtered").open().unwrap();
    let (numbers, days) = ds.stack().unwrap();
    assert_eq!((numbers.len(), days.len(), days.feat.dim()), (60, 60, (60, 3)));
    let first = ds.first().unwrap().unwrap().1;
    let (date, kind) = (days.date[0].clone(), days.kind[0].clone());
    assert_eq!((first.date, first.kind, first.feat), (date, kind, days.row(0).feat));
    let row = days.row(0);
    assert_eq!((row.mean_temp, row.wet, row.month), (first.mean_temp, first.wet, first.month));
}

#[test]
fn a_signature_has_inputs() {
    let open = || Dataset::<(Array1<String>, Array2<f32>)>::saved_model(weather()).signature("args");
    let ds = open().input("batch", 32_i64).input("min_temp", 18.5_f32).open().unwrap();
    assert_eq!(ds.concat().unwrap().1.dim(), (276, 3));
    let error = open().input("batsh", 32_i64).input("min_temp", 18.5_f64).open().unwrap_err().to_string();
    for part in
        ["input `batch`, int64 [], is missing", "no input `batsh`", "`min_temp` is float32 [], not float64"]
    {
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn which_signature_has_to_be_said() {
    let error = Dataset::<(i64,)>::saved_model(weather()).open().unwrap_err().to_string();
    assert!(error.contains("there are `args`, `basic`, `filtered`, `windowed`"), "{error}");
    let error = Dataset::<(i64,)>::saved_model(weather()).signature("basics").open().unwrap_err().to_string();
    assert!(error.contains("no signature `basics`"), "{error}");
}

#[test]
fn a_saved_directory_is_opened_whatever_its_compression() {
    weather();
    for kind in ["default", "gzip", "snappy"] {
        let ds = Dataset::<Wine>::load(format!("{FIXTURES}/o07_save_wine_dtypes/{kind}")).open().unwrap();
        let all = ds.stack().unwrap();
        assert_eq!((all.len(), all.empty.dim(), all.two_names.dim()), (178, (178, 0, 2), (178, 2)));
        assert_eq!((all.label.len(), all.all.dim()), (178, (178, 13)));
    }
}

#[test]
fn a_serialized_graph_is_opened() {
    weather();
    let path = format!("{FIXTURES}/o11_graph_weather/slices_map_batch.graph.pb");
    let bytes = std::fs::read(&path).unwrap();
    let ds = Dataset::<(Array2<f32>, Array1<bool>)>::graph_def(path).open().unwrap();
    let again = Dataset::<(Array2<f32>, Array1<bool>)>::graph_def(bytes).open().unwrap();
    assert_eq!(ds.concat().unwrap(), again.concat().unwrap());
}

#[test]
fn all_mismatches_come_at_once() {
    #[derive(Debug, Element)]
    #[allow(dead_code)]
    struct Wrong {
        lable: i64,
        all: [f32; 12],
        i32: i64,
        u8: Array1<u8>,
        c64: String,
    }
    let path = format!("{FIXTURES}/o07_save_wine_dtypes/default");
    let Error::Mismatch { mismatches, .. } = Dataset::<Wrong>::load(path).open().unwrap_err() else {
        panic!()
    };
    assert_eq!(mismatches.all.len(), 5, "{mismatches}");
}
