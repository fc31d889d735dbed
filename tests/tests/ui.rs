//! What the compiler says of mistakes, and that it has nothing to say of what is right.
//!
//! One mistake a file, in folders by topic. `TRYBUILD=overwrite cargo test -p tfdata-tests --test ui` writes the
//! messages anew: read every one of them before you commit it.

use std::path::{Path, PathBuf};

use tfdata_codegen::source::{self, Origin, Select};

/// What of the fixtures describes a dataset, and where cases find it.
const SPECS: [(&str, &str); 6] = [
    ("o03_tfds_objects/tfds/photo_objects/1.1.0/features.json", "photos/features.json"),
    ("o07_save_wine_dtypes/default/dataset_spec.pb", "wine/dataset_spec.pb"),
    ("o08_save_flights_ragged/default/dataset_spec.pb", "flights/dataset_spec.pb"),
    ("o09_savedmodel_weather/model/saved_model.pb", "weather/saved_model.pb"),
    ("o13_savedmodel_cars/model/saved_model.pb", "cars/saved_model.pb"),
    ("o04_example_taxi/data/data_tfrecord-00000-of-00012.gz", "taxi.tfrecord"),
];

#[test]
fn ui() {
    copy_specs();
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    cases.compile_fail("tests/ui/attributes/*.rs");
    cases.compile_fail("tests/ui/fields/*.rs");
    cases.pass("tests/ui/functions/pass/*.rs");
    cases.compile_fail("tests/ui/functions/*.rs");
    cases.compile_fail("tests/ui/shape/*.rs");
    cases.compile_fail("tests/ui/verbs/*.rs");
    cases.pass("tests/ui/spec/pass/*.rs");
    cases.compile_fail("tests/ui/spec/*.rs");
    cases.compile_fail("tests/ui/include/*.rs");
    cases.compile_fail("tests/ui/prepared/*.rs");
}

/// To the crate in which trybuild compiles the cases: paths in `spec` start there.
fn copy_specs() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let crate_dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../tests/trybuild/tfdata-tests");
    for (fixture, data) in SPECS {
        let to = crate_dir.join("data").join(data);
        std::fs::create_dir_all(to.parent().expect("a directory")).expect("a directory for the specs");
        std::fs::copy(fixtures.join(fixture), &to).unwrap_or_else(|error| panic!("{fixture}: {error}"));
    }
    prepare(&fixtures, &crate_dir.join("data"));
}

/// What `tfdata prepare` writes, and what may become of it.
fn prepare(fixtures: &Path, data: &Path) {
    let wine =
        source::read(&fixtures.join("o07_save_wine_dtypes/default"), &Select::default()).expect("a dataset");
    let good = wine.to_prepared(&Origin::default());
    for (name, text) in [
        ("good", good.clone()),
        ("changed", good.replace("int64", "int32")),
        ("broken", good[..good.len() / 2].to_owned()),
        ("later", good.replace(r#""tfdata": 1"#, r#""tfdata": 7"#)),
        ("other", "{}".to_owned()),
    ] {
        std::fs::write(data.join(format!("{name}.tfdata.json")), text).expect("writes");
    }
}
