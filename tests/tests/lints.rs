//! A crate of a user's that allows no warning, Clippy's pedantic ones included: with generated code inside a macro of
//! its own, without a prelude, and with this crate under another name.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::Command;

const LIB: &str = r##"//! A crate with strict lints.
#![no_implicit_prelude]
#![deny(warnings, missing_docs, clippy::pedantic, unused_qualifications, unreachable_pub)]
#![deny(rust_2018_idioms, missing_debug_implementations, trivial_casts)]

/// The crate has yet another name here.
mod facade {
    pub(crate) use ::data as inner;
}

macro_rules! element {
    ($(#[$attr:meta])* $name:ident { $($field:ident: $ty:ty,)* }) => {
        $(#[$attr])*
        #[derive(::core::fmt::Debug, ::data::Element)]
        #[element(crate = ::data)]
        pub struct $name {
            $(/// A field.
            pub $field: $ty,)*
        }
    };
}

element! {
    /// Made by a macro.
    Made { id: i64, feat: [f32; 3], name: ::std::string::String, words: ::data::Ragged<::data::Bytes>, }
}

/// A struct with all that the derive knows.
#[derive(::core::fmt::Debug, ::core::clone::Clone, facade::inner::Element)]
#[element(crate = crate::facade::inner, rename_all = "camelCase", deny_unknown_fields, batch = "Many")]
pub struct Whole<T> {
    /// Renamed.
    #[element(rename = "the id")]
    pub id: T,
    /// With a default.
    #[element(default)]
    pub optional: ::core::option::Option<i32>,
    #[element(shape = [_, 3])]
    /// With a shape.
    pub array: ::data::ndarray::Array2<f64>,
    /// Not read.
    #[element(skip)]
    pub skipped: bool,
}

/// A batch.
#[derive(::core::fmt::Debug, ::data::Element)]
#[element(crate = ::data, batched)]
pub struct Arrays {
    /// Numbers.
    pub numbers: ::data::ndarray::Array1<u8>,
}

/// A tuple.
#[derive(::core::fmt::Debug, ::data::Element)]
#[element(crate = ::data)]
pub struct Pair(#[element(index = 1)] bool, #[element(index = 4)] (f32, ::data::ndarray::Array1<i64>));

/// The struct of a dataset.
#[derive(::core::fmt::Debug, ::data::Element)]
#[element(crate = ::data, spec = "data/wine")]
pub struct Wine {
    /// The kind.
    pub label: i64,
}

::data::include_element!(pub Included, "data/wine", crate = ::data);
::data::include_element!(
    #[derive(::core::cmp::PartialEq)]
    pub Mail,
    "data/spam",
    crate = crate::facade::inner,
    strings = String,
    "hops": ::data::ndarray::Array1<::data::Bytes>,
);

macro_rules! included {
    ($($name:ident: $path:literal,)*) => { $(::data::include_element!(pub $name, $path, crate = ::data);)* };
}

included! { Photos: "data/photos", Flights: "data/flights", }

/// Something of all of them.
#[must_use]
pub fn used(mail: &Mail, made: &Made) -> usize {
    mail.filename.len() + made.name.len() + Whole::<f32>::fake(1).array.len()
}

use ::data::Element as _;
"##;

/// The crate of the structs that the command wrote.
const WRITTEN: &str = "//! A module for each dataset.
#![deny(warnings, missing_docs, clippy::pedantic, unused_qualifications, unreachable_pub)]
#![deny(rust_2018_idioms, missing_debug_implementations)]
";

#[test]
fn generated_code_trips_no_lint() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lints");
    for part in ["src", "data/wine", "data/flights", "data/spam", "data/photos", "written/src"] {
        std::fs::create_dir_all(dir.join(part)).unwrap();
    }
    let runtime = tests.join("../runtime").canonicalize().unwrap();
    let manifest = format!(
        "[package]\nname = \"lints\"\nedition = \"2024\"\n[dependencies]\n\
         data = {{ path = {runtime:?}, package = \"tfdata\" }}\n[workspace]\nmembers = [\"written\"]\n"
    );
    std::fs::write(dir.join("Cargo.toml"), manifest).unwrap();
    let manifest = format!(
        "[package]\nname = \"written\"\nedition = \"2024\"\n[dependencies]\nndarray = \"0.17\"\n\
         tfdata = {{ path = {runtime:?} }}\n"
    );
    std::fs::write(dir.join("written/Cargo.toml"), manifest).unwrap();
    std::fs::copy(tests.join("../Cargo.lock"), dir.join("Cargo.lock")).unwrap();
    for (fixture, file) in [
        ("o07_save_wine_dtypes/default/dataset_spec.pb", "wine/dataset_spec.pb"),
        ("o08_save_flights_ragged/default/dataset_spec.pb", "flights/dataset_spec.pb"),
        ("o02_tfds_spam/tfds/spam_assassin_small/1.0.0/features.json", "spam/features.json"),
        ("o02_tfds_spam/tfds/spam_assassin_small/1.0.0/dataset_info.json", "spam/dataset_info.json"),
        ("o03_tfds_objects/tfds/photo_objects/1.1.0/features.json", "photos/features.json"),
    ] {
        let bytes = std::fs::read(tests.join("fixtures").join(fixture)).unwrap();
        std::fs::write(dir.join("data").join(file), bytes).unwrap();
    }
    std::fs::write(dir.join("src/lib.rs"), LIB).unwrap();
    std::fs::write(dir.join("written/src/lib.rs"), written(&tests.join("tests/e2e/generated"))).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["clippy", "--offline", "--quiet", "--workspace", "--keep-going", "--target-dir"])
        .arg(dir.join("../spec_edit_target"))
        .current_dir(&dir)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A module for each file that the command wrote.
fn written(dir: &Path) -> String {
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 30);
    let mut text = WRITTEN.to_owned();
    for file in files {
        let name = file.file_stem().unwrap().to_str().unwrap();
        text += &format!("\n/// One dataset.\n#[path = {file:?}]\npub mod {name};\n");
    }
    text
}
