//! Five mistakes in one struct, and the one error that lists them all.

use ndarray::{Array1, Array3};
use tfdata::{Dataset, Element, Error};
use tfdata_tests::{fixture, tensorflow};

/// The error, with the path of the fixtures cut off.
#[track_caller]
fn message<E: Element>(opened: tfdata::Result<Dataset<E>>) -> String {
    let error = opened.map(drop).expect_err("five mistakes");
    let Error::Mismatch { mismatches, .. } = &error else { panic!("{error}") };
    assert_eq!(mismatches.all.len(), 5, "{error}");
    let fixtures = fixture("");
    error.to_string().replace(fixtures.to_str().expect("a path in UTF-8"), "")
}

/// The dataset says its names, dtypes and shapes: a saved one.
#[test]
fn of_every_kind() {
    #[derive(Element)]
    #[allow(dead_code)]
    struct Wine {
        lable: i64,
        all: [f32; 12],
        i32: i64,
        u8: Array1<u8>,
        c64: String,
    }
    tensorflow();
    let opened = Dataset::<Wine>::load(fixture("o07_save_wine_dtypes/default")).open();
    insta::assert_snapshot!(message(opened));
}

/// Nested, with a tuple: a signature that describes itself.
#[test]
fn in_a_nested_structure() {
    #[derive(Element)]
    #[allow(dead_code)]
    struct Car {
        known: u8,
        power: [f32; 4],
        cars: String,
        car: Name,
    }
    #[derive(Element)]
    #[allow(dead_code)]
    struct Name {
        nmae: String,
        year: f32,
    }
    tensorflow();
    let model = fixture("o13_savedmodel_cars/model");
    let opened = Dataset::<(Car, f32)>::saved_model(model).signature("nested").open();
    insta::assert_snapshot!(message(opened));
}

/// A variant, which says dtypes and shapes but no names.
#[test]
fn without_names() {
    #[derive(Element)]
    #[allow(dead_code)]
    struct Days {
        date: Array1<i64>,
        feat: Array3<f32>,
        kind: Array1<f32>,
        mean_temp: Array1<f64>,
        month: Array1<i64>,
        wet: Array1<bool>,
    }
    tensorflow();
    let model = fixture("o09_savedmodel_weather/model");
    let opened = Dataset::<Days>::saved_model(model).signature("basic").open();
    insta::assert_snapshot!(message(opened));
}
