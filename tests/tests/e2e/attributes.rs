//! What attributes do to names and dtypes, beside the same features read without them.

use tfdata::{Dataset, Element, Engine};
use tfdata_tests::{both, fixture, tensorflow};

#[derive(Element, Clone, Debug, PartialEq)]
struct Plain {
    class_name: String,
    f64: f64,
    i16: i16,
    i64: i64,
    label: i64,
    u8: [[u8; 1]; 3],
}

#[derive(Element, Clone, Debug, PartialEq)]
struct Names {
    #[element(alias = "wine", alias = "class_name")]
    kind: String,
    #[element(cast)]
    i16: i32,
}

#[derive(Element, Clone, Debug, PartialEq)]
struct Wine {
    #[element(cast)]
    u8: [[f32; 1]; 3],
    #[element(flatten)]
    names: Names,
    #[element(rename = "answer", alias = "label", cast = "lossy")]
    label: u8,
    #[element(cast = "lossy")]
    f64: f32,
    #[element(alias = "nowhere")]
    nothing: Option<f32>,
    #[element(alias = "i64", default)]
    number: i64,
}

impl From<Plain> for Wine {
    fn from(plain: Plain) -> Self {
        Self {
            u8: plain.u8.map(|[one]| [f32::from(one)]),
            names: Names { kind: plain.class_name, i16: plain.i16.into() },
            label: plain.label as u8,
            f64: plain.f64 as f32,
            nothing: None,
            number: plain.i64,
        }
    }
}

fn open<E: Element>() -> Dataset<E> {
    tensorflow();
    Dataset::load(fixture("o07_save_wine_dtypes").join("default")).open().expect("it fits")
}

fn rows<E: Element>(ds: &Dataset<E>) -> Vec<E> {
    ds.iter().expect("an iterator").collect::<Result<_, _>>().expect("elements")
}

#[test]
fn names_and_dtypes_are_those_of_the_attributes() {
    let plain: Vec<Wine> = rows(&open::<Plain>()).into_iter().map(Wine::from).collect();
    assert_eq!(plain.len(), 178);
    for ds in both(&open::<Wine>()) {
        assert_eq!(rows(&ds), plain);
        let stacked = ds.stack().expect("a batch");
        assert!(stacked.rows().eq(plain.iter().cloned()));
        assert_eq!(stacked, WineBatch::from_rows(plain.clone()).expect("a batch"));
        let joined = ds.batch(64).concat().expect("a batch");
        assert_eq!(joined, stacked);
        let last = ds.batch(64).skip(2).first().expect("a batch").expect("the last one");
        assert_eq!(last, stacked.slice(128..));
        assert_eq!(rows(&ds.batch(50).unbatch()), plain);
    }
}

#[derive(Element, Clone, Debug, PartialEq)]
struct Place {
    y: f32,
    x: f32,
}

#[derive(Element, Clone, Debug, PartialEq)]
#[element(deny_unknown_fields)]
struct Sight {
    name: String,
    #[element(flatten)]
    place: Place,
    n: i64,
}

#[test]
fn flattened_fields_go_into_a_dataset_beside_the_others() {
    tensorflow();
    let sights: Vec<Sight> = (0..5)
        .map(|n| Sight { name: format!("sight {n}"), place: Place { y: n as f32, x: 0.5 }, n })
        .collect();
    let batch = SightBatch::from_rows(sights.clone()).expect("a batch");
    let ds = Dataset::from_tensor_slices(batch.clone()).expect("slices");
    for ds in [ds.engine(Engine::Native), ds.engine(Engine::TensorFlow)] {
        assert_eq!(rows(&ds), sights);
        assert_eq!(ds.stack().expect("a batch"), batch);
        assert_eq!(rows(&ds.batch(2).unbatch()), sights);
    }
    let spec = ds.element_spec().to_string();
    for name in ["name", "n", "x", "y"] {
        assert!(spec.contains(name) && !spec.contains("place"), "{spec}");
    }
}

#[derive(Element, Debug)]
struct Loses {
    #[element(cast)]
    i64: f64,
    #[element(cast)]
    class_name: f64,
}

#[test]
fn a_cast_that_loses_is_refused_with_the_word_for_it() {
    tensorflow();
    let ds = Dataset::<Loses>::load(fixture("o07_save_wine_dtypes").join("default")).open();
    let error = ds.expect_err("two mistakes").to_string();
    assert!(error.contains("cast = \"lossy\""), "{error}");
    assert!(error.contains("class_name"), "{error}");
}
