//! The TFDS directories of the fixtures, against the element specs that TFDS gave for them.

mod common;

use common::{fixture, truth};
use proptest::prelude::*;
use tfdata_spec::tfds::{Decoding, Feature, TfdsError, read_dataset_info, read_features};
use tfdata_spec::{DType, ElementSpec, RaggedSpec, Shape};

fn text(path: &str) -> String {
    String::from_utf8(fixture(path)).expect("utf-8")
}

#[test]
fn features_give_the_element_spec() {
    for (directory, split) in [
        ("o01_tfds_mnist/tfds/mnist_small/3.0.1", "o01_tfds_mnist/truth/train"),
        ("o02_tfds_spam/tfds/spam_assassin_small/1.0.0", "o02_tfds_spam/truth/train"),
        ("o03_tfds_objects/tfds/photo_objects/1.1.0", "o03_tfds_objects/truth/train"),
    ] {
        let features = read_features(&text(&format!("{directory}/features.json")))
            .unwrap_or_else(|error| panic!("{directory}: {error}"));
        // The truth was read with the ids that TFDS adds on request.
        let ElementSpec::Dict(mut expected) = truth(split) else { panic!("a dict") };
        expected.retain(|(key, _)| key != "tfds_id");
        assert_eq!(features.element_spec(), Ok(ElementSpec::Dict(expected)), "{directory}");
    }
}

#[test]
fn every_kind_gives_the_element_spec() {
    let features = read_features(&text("extra/tfds/kinds/1.0.0/features.json")).expect("the features");
    let ElementSpec::Dict(mut spec) = features.element_spec().expect("a spec") else { panic!("a dict") };
    let ElementSpec::Dict(mut expected) = truth("extra/tfds/truth/train") else { panic!("a dict") };
    // The truth has the elements of nested datasets stacked.
    for nested in ["steps", "numbers_dataset"] {
        let at = |features: &[(String, ElementSpec)]| features.iter().position(|(key, _)| key == nested);
        let (_, have) = spec.remove(at(&spec).expect("ours"));
        let (_, stacked) = expected.remove(at(&expected).expect("the truth's"));
        assert_eq!(have, ElementSpec::Dataset(Box::new(stacked.unbatched().expect("rows"))), "{nested}");
    }
    assert_eq!(spec, expected);
}

#[test]
fn it_is_known_how_each_feature_is_stored() {
    let features = read_features(&text("extra/tfds/kinds/1.0.0/features.json")).expect("the features");
    let stored = features.stored().expect("all are read");
    let spec = features.element_spec().expect("a spec");
    let paths: Vec<_> = spec.components().into_iter().map(|component| component.path).collect();
    assert_eq!(stored.components.iter().map(Decoding::path).collect::<Vec<_>>(), paths);
    let one = |key: &str| stored.features.iter().find(|feature| feature.key == key).expect(key);
    assert_eq!(
        (one("objects/pos").dtype, one("objects/pos").shape.clone()),
        (DType::F32, Shape::new([None, Some(2)]))
    );
    assert_eq!(one("tensors/middle").shape, Shape::new([None, Some(2)]));
    assert_eq!(one("tensors/several_open/shape").shape, Shape::known(&[2]));
    assert_eq!(one("nested/three_deep/ragged_row_lengths_1").dtype, DType::I64);
    assert_eq!(one("nested/pairs/ragged_flat_values").shape, Shape::new([None, Some(2)]));
    assert_eq!((one("maybe/pair").optional, one("maybe/pair").dtype), (Some(DType::U8), DType::I64));
}

#[test]
fn splits_are_read_as_tfds_reads_them() {
    #[derive(serde::Deserialize)]
    struct Truth {
        shards: std::collections::BTreeMap<String, Vec<u64>>,
        cases: Vec<Case>,
    }
    #[derive(serde::Deserialize)]
    struct Case {
        split: String,
        reads: Option<Vec<(String, u64, u64)>>,
    }
    let truth: Truth = serde_json::from_str(&text("extra/tfds/splits.json")).expect("the truth");
    let splits = ["train", "test", "small-val_1", "empty", "odd"]
        .map(|name| serde_json::json!({"name": name, "shardLengths": truth.shards[name]}));
    let info = serde_json::json!({"name": "ds", "splits": splits}).to_string();
    let info = read_dataset_info(&info).expect("the info");
    for Case { split, reads } in &truth.cases {
        let got = info.read_split(split);
        let got = got.map(|slices| slices.into_iter().map(|s| (s.file, s.skip, s.take)).collect::<Vec<_>>());
        match reads {
            Some(reads) => assert_eq!(got.as_ref(), Ok(reads), "{split}"),
            None => assert!(got.is_err(), "{split}: {got:?}"),
        }
    }
    let refused = |split: &str| info.read_split(split).expect_err(split).to_string();
    assert_eq!(
        refused("trian[:5]"),
        "there is no split `trian`; there are `train`, `test`, `small-val_1`, `empty`, `odd`"
    );
    assert_eq!(refused("train[:99]"), "`train[:99]`: `train` has 33 records only");
    assert_eq!(refused("train[5]"), "`train[5]`: \"train[5]\" needs a colon: `train[5:]` or `train[:5]`");
    assert_eq!(refused("train[:0]"), "`train[:0]`: it stands for no records");
}

#[test]
fn splits_name_their_files() {
    let directory = "o01_tfds_mnist/tfds/mnist_small/3.0.1";
    let info = read_dataset_info(&text(&format!("{directory}/dataset_info.json"))).expect("the info");
    assert_eq!((info.name.as_str(), info.version.as_str()), ("mnist_small", "3.0.1"));
    let lengths: Vec<_> = info.splits.iter().map(|split| (split.name.as_str(), split.len())).collect();
    assert_eq!(lengths, [("train", Some(2000)), ("test", Some(500))]);
    for split in &info.splits {
        assert_eq!((split.files.len(), split.is_empty()), (4, false));
        for file in &split.files {
            assert!(!fixture(&format!("{directory}/{file}")).is_empty());
        }
    }
    assert_eq!(info.split("test").expect("the split").files[3], "mnist_small-test.tfrecord-00003-of-00004");
    assert_eq!(info.split("validation"), None);
}

#[test]
fn labels_are_found_and_named() {
    let directory = "o03_tfds_objects/tfds/photo_objects/1.1.0";
    let mut features = read_features(&text(&format!("{directory}/features.json"))).expect("the features");
    let [(path, file)] = &features.label_files()[..] else { panic!("one label") };
    assert_eq!((path.as_str(), file.as_str()), ("objects.label", "objects-label.labels.txt"));
    features.set_labels(file, &text(&format!("{directory}/{file}")));
    let Feature::Dict(all) = features else { panic!() };
    let Feature::Sequence { feature, length: None } = &all["objects"] else { panic!() };
    let Feature::Dict(objects) = &**feature else { panic!() };
    let Feature::ClassLabel { classes: Some(3), names } = &objects["label"] else { panic!() };
    assert_eq!(names.len(), 3);
}

const TEXT: &str = r#"{"pythonClassName": "x.Text", "text": {}}"#;

fn sequence(of: &str, class: &str, length: i64) -> String {
    format!(r#"{{"pythonClassName": "x.{class}", "sequence": {{"feature": {of}, "length": "{length}"}}}}"#)
}

fn spec(features: &str) -> Result<ElementSpec, TfdsError> {
    read_features(features)?.element_spec()
}

#[test]
fn sequences_of_sequences_are_ragged_unless_their_length_is_known() {
    let strings = |dims: &[Option<usize>]| ElementSpec::tensor(DType::String, Shape::new(dims));
    let known = sequence(&sequence(TEXT, "Sequence", 3), "Sequence", -1);
    assert_eq!(spec(&known), Ok(strings(&[None, Some(3)])));
    let open = sequence(&sequence(TEXT, "Sequence", -1), "Sequence", 4);
    let ragged = RaggedSpec {
        dtype: DType::String,
        shape: Shape::new([Some(4), None]),
        ragged_rank: 1,
        row_splits: DType::I64,
    };
    assert_eq!(spec(&open), Ok(ElementSpec::Ragged(ragged)));
    let steps = sequence(&sequence(TEXT, "Sequence", -1), "Dataset", -1);
    assert_eq!(spec(&steps), Ok(ElementSpec::Dataset(Box::new(strings(&[None])))));
}

#[test]
fn what_cannot_be_is_named() {
    let refused = |features: &str| spec(features).expect_err("refused").to_string();
    assert!(refused("[").starts_with("not a features.json: "));
    let other = r#"{"featuresDict": {"features": {"a": {"pythonClassName": "x.Hologram", "hologram": {}}}}}"#;
    assert_eq!(refused(other), "feature `a`: Hologram is not supported");
    let dtype = r#"{"tensor": {"dtype": "qint7"}}"#;
    assert_eq!(refused(dtype), "feature `_`: the dtype \"qint7\" is unknown");
    let dim = r#"{"tensor": {"dtype": "int8", "shape": {"dimensions": ["-5"]}}}"#;
    assert_eq!(refused(dim), "feature `_`: dimension -5");
    let deep = (0..500).fold(TEXT.to_owned(), |inner, _| sequence(&inner, "Sequence", -1));
    assert!(refused(&deep).contains("recursion limit"));

    let away = r#"{"name": "../../etc", "splits": [{"name": "train", "shardLengths": ["1"]}]}"#;
    let away = read_dataset_info(away).expect_err("refused");
    assert!(matches!(away, TfdsError::FileName { .. }), "{away}");
    let length = r#"{"name": "x", "splits": [{"name": "train", "shardLengths": ["-1"]}]}"#;
    assert!(matches!(read_dataset_info(length), Err(TfdsError::Malformed { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spoiled_files_do_not_panic(at in any::<prop::sample::Index>(), with in "[\\[{}\\]\"0-9a-z:,-]{0,3}") {
        let directory = "o03_tfds_objects/tfds/photo_objects/1.1.0";
        for file in ["features.json", "dataset_info.json"] {
            let mut text = text(&format!("{directory}/{file}"));
            let at = (0..=at.index(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            text.insert_str(at, &with);
            if let Ok(mut features) = read_features(&text) {
                let _ = features.element_spec();
                features.label_files().iter().for_each(|(_, file)| features.set_labels(file, "a\nb"));
            }
            let _ = read_dataset_info(&text);
        }
    }
}
