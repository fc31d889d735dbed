//! What is told of datasets without reading them, against what TensorFlow reads.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tfdata_codegen::source::{self, Compression, Kind, Origin, Select, Source, SourceError};
use tfdata_spec::ElementSpec;

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures").join(path)
}

fn read(path: &str) -> Source {
    source::read(&fixture(path), &Select::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn read_signature(path: &str, signature: &str, output: Option<&str>) -> Source {
    let select = Select { signature: Some(signature.into()), output: output.map(Into::into) };
    source::read(&fixture(path), &select).unwrap_or_else(|error| panic!("{error}"))
}

/// The dtype of each component, by path, as TensorFlow read it.
fn truth(path: &str) -> BTreeMap<String, String> {
    let text = std::fs::read(fixture(path).join("index.json")).unwrap();
    let index: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let components = index["components"].as_array().unwrap();
    components
        .iter()
        .map(|component| {
            let text = |key: &str| component[key].as_str().unwrap().to_owned();
            (text("path"), text("dtype"))
        })
        .collect()
}

fn components(source: &Source) -> BTreeMap<String, String> {
    let dtype = |leaf: &ElementSpec, tensor: String| match leaf {
        ElementSpec::Ragged(spec) => spec.dtype.to_string(),
        ElementSpec::Sparse(spec) => spec.dtype.to_string(),
        _ => tensor,
    };
    let components = source.element.components().into_iter();
    components.map(|c| (c.path, dtype(&c.leaf, c.tensor.dtype.to_string()))).collect()
}

#[test]
fn tfds_directories() {
    for (dir, truth_dir) in [
        ("o01_tfds_mnist/tfds/mnist_small/3.0.1", "o01_tfds_mnist/truth/train"),
        ("o01_tfds_mnist/tfds/mnist_small/3.0.1/features.json", "o01_tfds_mnist/truth/test"),
        ("o01_tfds_mnist/tfds/mnist_small", "o01_tfds_mnist/truth/test"),
        ("o02_tfds_spam/tfds/spam_assassin_small/1.0.0", "o02_tfds_spam/truth/train"),
        ("o03_tfds_objects/tfds/photo_objects/1.1.0", "o03_tfds_objects/truth/train"),
    ] {
        let source = read(dir);
        assert!(matches!(source.kind, Kind::Tfds { info: Some(_), .. }), "{dir}");
        let mut want = truth(truth_dir);
        // TFDS adds it as it reads.
        want.remove("tfds_id");
        assert_eq!(components(&source), want, "{dir}");
        assert!(source.left_out.is_empty(), "{dir}");
    }
}

#[test]
fn class_names_come_from_the_files_beside_the_features() {
    let spam = read("o02_tfds_spam/tfds/spam_assassin_small/1.0.0");
    assert_eq!(spam.name, "spam_assassin_small");
    assert_eq!(spam.notes.get(&["label"]).unwrap().classes, ["ham", "spam"]);
    assert!(spam.files.iter().any(|file| file.ends_with("label.labels.txt")));
    let photos = read("o03_tfds_objects/tfds/photo_objects/1.1.0");
    let label = photos.notes.get(&["objects", "label"]).unwrap();
    assert_eq!(label.classes, ["dim", "medium", "bright"]);
    assert_eq!(photos.notes.get(&["mask"]).unwrap().kind, "png image");
}

#[test]
fn saved_directories() {
    for (dir, truth_dir) in [
        ("o07_save_wine_dtypes/default", "o07_save_wine_dtypes/truth"),
        ("o07_save_wine_dtypes/snappy/dataset_spec.pb", "o07_save_wine_dtypes/truth"),
        ("o08_save_flights_ragged/default", "o08_save_flights_ragged/truth"),
        ("o08_save_flights_ragged/ragged_batch16", "o08_save_flights_ragged/truth_ragged_batch16"),
    ] {
        let source = read(dir);
        assert!(matches!(source.kind, Kind::Saved { metadata: Some(_), .. }), "{dir}");
        assert_eq!(components(&source), truth(truth_dir), "{dir}");
    }
}

#[test]
fn saved_models() {
    let model = "o13_savedmodel_cars/model";
    for (signature, output, truth_dir) in [
        ("nested", None, "nested"),
        ("ragged", None, "ragged"),
        ("splits", Some("train"), "splits.train"),
        ("splits", Some("test"), "splits.test"),
    ] {
        let source = read_signature(model, signature, output);
        assert_eq!(components(&source), truth(&format!("o13_savedmodel_cars/truth/{truth_dir}")));
    }
}

#[test]
fn a_variant_has_dtypes_in_the_order_of_the_components() {
    for signature in ["basic", "filtered", "windowed", "args"] {
        let source = read_signature("o09_savedmodel_weather/model", signature, None);
        assert!(matches!(source.element, ElementSpec::Flat(_)), "{signature}");
        let have: Vec<_> = source.element.components().iter().map(|c| c.tensor.dtype.to_string()).collect();
        let want: Vec<_> =
            truth(&format!("o09_savedmodel_weather/truth/{signature}")).into_values().collect();
        assert_eq!(have, want, "{signature}");
    }
}

#[test]
fn graphs() {
    for graph in ["slices_map_batch", "shuffle_seeded", "interleave"] {
        let source = read(&format!("o11_graph_weather/{graph}.graph.pb"));
        let have: Vec<_> = source.element.components().iter().map(|c| c.tensor.dtype.to_string()).collect();
        let want: Vec<_> = truth(&format!("o11_graph_weather/truth/{graph}")).into_values().collect();
        assert_eq!((have, &*source.name), (want, graph));
    }
}

#[test]
fn examples_are_sampled() {
    let mnist = read("o06_example_mnist_floats/data/mnist.tfrecord");
    assert_eq!(components(&mnist), truth("o06_example_mnist_floats/truth"));
    assert_eq!(mnist.element.one_line(), "{image_class: int64 [], image_floats: float32 [784]}");

    let quakes = truth("o05_example_quakes/truth");
    for (files, compression) in [
        ("quakes-none-*", Compression::None),
        ("*-gzip-*.gz", Compression::Gzip),
        ("quakes-zlib-00000-of-00001.tfrecord.z", Compression::Zlib),
    ] {
        let source = read(&format!("o05_example_quakes/data/{files}"));
        let Kind::Examples(sampled) = &source.kind else { panic!("{files}") };
        assert_eq!((sampled.compression, sampled.records, sampled.all), (compression, 900, true));
        assert_eq!(components(&source), quakes, "{files}");
        assert!(source.notes.get(&["mag"]).is_none_or(|note| !note.missing));
        assert!(source.notes.get(&["alert"]).unwrap().missing);
        // Of any number of values, and so never missing.
        assert!(!source.notes.get(&["ids"]).unwrap().missing);
    }
}

#[test]
fn features_without_a_value_are_left_out() {
    let taxi = read("o04_example_taxi/data");
    let mut want = truth("o04_example_taxi/truth");
    want.remove("pickup_census_tract");
    assert_eq!(components(&taxi), want);
    assert_eq!(taxi.left_out[0].path, ["pickup_census_tract"]);
    assert!(taxi.notes.get(&["company"]).unwrap().missing);
    assert!(!taxi.notes.get(&["payment_type"]).unwrap().missing);
}

#[test]
fn sequence_examples_are_a_context_and_lists() {
    let source = read("o12_seqex_unemployment/data");
    assert_eq!(components(&source), truth("o12_seqex_unemployment/truth"));
    let ElementSpec::Tuple(parts) = &source.element else { panic!("{}", source.element) };
    assert!(parts[1].one_line().contains("ym: int64 [?, 2]"), "{}", parts[1]);
    assert!(parts[1].one_line().contains("by_year: ragged"), "{}", parts[1]);
    assert!(source.notes.get(&["1", "odd_only"]).unwrap().missing);
}

#[test]
fn a_prepared_file_says_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let all = [
        read("o01_tfds_mnist/tfds/mnist_small/3.0.1"),
        read("o02_tfds_spam/tfds/spam_assassin_small/1.0.0"),
        read("o08_save_flights_ragged/default"),
        read("o07_save_wine_dtypes/batched50"),
        read("o04_example_taxi/data"),
        read_signature("o13_savedmodel_cars/model", "nested", None),
        read_signature("o09_savedmodel_weather/model", "windowed", None),
    ];
    for source in all {
        let origin = Origin { path: "somewhere".into(), signature: Some("a".into()), output: None };
        let text = source.to_prepared(&origin);
        let file = dir.path().join("a.tfdata.json");
        std::fs::write(&file, &text).unwrap();
        let again = source::read(&file, &Select::default()).unwrap();
        assert_eq!(again.element, source.element);
        assert_eq!(again.notes, source.notes);
        assert_eq!(again.left_out, source.left_out);
        assert_eq!((&again.name, &again.description), (&source.name, &source.description));
        assert_eq!(again.to_prepared(&origin), text);
        assert!(matches!(again.kind, Kind::Prepared(p) if p.origin == origin && p.hash == source.hash()));

        std::fs::write(&file, text.replacen("int", "uint", 1)).unwrap();
        let error = source::read(&file, &Select::default()).unwrap_err();
        assert!(error.to_string().contains("changed since"), "{error}");
    }
}

#[test]
fn errors_name_what_there_is() {
    let error = |path: &str, select: &Select| source::read(&fixture(path), select).unwrap_err();
    let (model, any) = ("o13_savedmodel_cars/model", Select::default());
    match error(model, &any) {
        SourceError::Choose { what: "signature", choices, .. } => {
            assert_eq!(choices, ["nested", "ragged", "splits"]);
        }
        other => panic!("{other}"),
    }
    let splits = Select { signature: Some("splits".into()), output: None };
    match error(model, &splits) {
        SourceError::Choose { what: "output", choices, .. } => assert_eq!(choices, ["test", "train"]),
        other => panic!("{other}"),
    }
    let wrong = Select { signature: Some("Nested".into()), output: None };
    assert!(matches!(error(model, &wrong), SourceError::NoSuch { what: "signature", .. }));
    let save = "o07_save_wine_dtypes/default";
    assert!(matches!(error(save, &wrong), SourceError::NotSelectable { what: "signature", .. }));
    assert!(matches!(error("nowhere", &any), SourceError::Missing { .. }));
    assert!(error("train.tfdata.json", &any).to_string().contains("`tfdata prepare"));
    assert!(matches!(error("o07_save_wine_dtypes", &any), SourceError::Unknown { .. }));
    assert!(matches!(error("o01_tfds_mnist/README.txt", &any), SourceError::Unknown { .. }));
}

#[test]
fn broken_record_files_are_errors_or_fit() {
    let dir = fixture("malformed/files");
    let mut broken = 0;
    for entry in std::fs::read_dir(dir).unwrap() {
        broken += usize::from(source::read(&entry.unwrap().path(), &Select::default()).is_err());
    }
    assert!(broken > 20, "{broken}");
}
