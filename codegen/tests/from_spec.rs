//! The structs that are written for the fixtures.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use tfdata_codegen::from_spec::{GenerateError, Options, Paths, Strings, struct_of};
use tfdata_codegen::source::{self, Select};
use tfdata_spec::{DType, ElementSpec, Shape};

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures").join(path)
}

fn generate(name: &str, path: &str, select: &Select, adapt: impl FnOnce(&mut Options)) -> String {
    let source = source::read(&fixture(path), select).unwrap();
    let mut options = Options::of(&source);
    adapt(&mut options);
    struct_of(name, &source.element, &options).unwrap().to_text().unwrap()
}

#[test]
fn of_fixtures() {
    let signature = |name: &str| Select { signature: Some(name.into()), output: None };
    let any = Select::default();
    insta::assert_snapshot!(
        "mnist",
        generate("Mnist", "o01_tfds_mnist/tfds/mnist_small/3.0.1", &any, |_| ())
    );
    insta::assert_snapshot!(
        "spam",
        generate("Spam", "o02_tfds_spam/tfds/spam_assassin_small/1.0.0", &any, |_| ())
    );
    insta::assert_snapshot!(
        "photos",
        generate("Photos", "o03_tfds_objects/tfds/photo_objects/1.1.0", &any, |_| ())
    );
    insta::assert_snapshot!("taxi", generate("Taxi", "o04_example_taxi/data", &any, |_| ()));
    insta::assert_snapshot!("wine", generate("Wine", "o07_save_wine_dtypes/default", &any, |_| ()));
    insta::assert_snapshot!("flights", generate("Flights", "o08_save_flights_ragged/default", &any, |_| ()));
    insta::assert_snapshot!(
        "unemployment",
        generate("Unemployment", "o12_seqex_unemployment/data", &any, |_| ())
    );
    let windowed = signature("windowed");
    insta::assert_snapshot!(
        "windowed",
        generate("Windowed", "o09_savedmodel_weather/model", &windowed, |_| ())
    );
    let nested = signature("nested");
    insta::assert_snapshot!("cars", generate("Cars", "o13_savedmodel_cars/model", &nested, |_| ()));
    let absolute = |options: &mut Options| {
        options.paths = Paths::Absolute;
        options.strings = Strings::Text;
    };
    insta::assert_snapshot!(
        "cars_absolute",
        generate("Cars", "o13_savedmodel_cars/model", &nested, absolute)
    );
}

#[test]
fn a_sample_is_said_to_be_one() {
    let mut source = source::read(&fixture("o04_example_taxi/data"), &Select::default()).unwrap();
    let code = |source: &source::Source| {
        struct_of("Taxi", &source.element, &Options::of(source)).unwrap().to_text().unwrap()
    };
    assert!(!code(&source).contains("of its records"));
    let source::Kind::Examples(sampled) = &mut source.kind else { panic!("examples") };
    sampled.all = false;
    assert!(code(&source).contains("/// Told from 5091 of its records. Where others lack a feature,"));
}

fn tensor(dtype: DType, shape: Shape) -> ElementSpec {
    ElementSpec::tensor(dtype, shape)
}

fn text(spec: &ElementSpec, options: &Options) -> Result<String, GenerateError> {
    struct_of("Data", spec, options)?.to_text()
}

#[test]
fn structures_of_every_kind() {
    let scalar = || tensor(DType::F32, Shape::scalar());
    let open = || tensor(DType::F32, Shape::new([None, Some(3)]));
    let boxed = |spec| Box::new(spec);
    let spec = ElementSpec::dict([
        ("type", scalar()),
        ("Self", scalar()),
        ("maybe", ElementSpec::Optional(boxed(open()))),
        ("steps", ElementSpec::Dataset(boxed(ElementSpec::dict([("x", scalar())])))),
        ("pair", ElementSpec::Tuple(vec![scalar(), scalar()])),
        ("told", ElementSpec::Tuple(vec![ElementSpec::None, open()])),
        ("none", ElementSpec::None),
        ("handle", tensor(DType::Resource, Shape::scalar())),
        ("deep", tensor(DType::U8, Shape::new(vec![Some(2); 9]))),
        ("any", tensor(DType::U8, Shape::UNKNOWN)),
        ("batch", ElementSpec::dict([("x", scalar())])),
        ("array", ElementSpec::TensorArray(tfdata_spec::TensorSpec::new(DType::I32, Shape::known(&[2])))),
    ]);
    insta::assert_snapshot!(text(&spec, &Options::default()).unwrap());
}

#[test]
fn a_bare_tensor_is_an_alias() {
    let spec = tensor(DType::String, Shape::new([None]));
    let code = text(&spec, &Options::default()).unwrap();
    assert!(code.contains("pub type Data = Array1<Bytes>;"), "{code}");
}

#[test]
fn texts_from_outside_are_only_texts() {
    let mut options = Options::default();
    options.description =
        "\n\n    let x = \"indented\";\n```\nfn f() {}\n```\n<b>[x]</b> https://a.b/c_d\n".to_owned();
    let spec = ElementSpec::dict([("a\"b\n`", tensor(DType::F32, Shape::scalar()))]);
    insta::assert_snapshot!(text(&spec, &options).unwrap());
}

#[test]
fn overrides_are_by_path() {
    let spec = ElementSpec::dict([("a", ElementSpec::dict([("b", tensor(DType::String, Shape::scalar()))]))]);
    let mut options = Options::default();
    options.overrides.insert("a.b".into(), syn::parse_quote!(String));
    assert!(text(&spec, &options).unwrap().contains("pub b: String,"));
    options.overrides.insert("a.c".into(), syn::parse_quote!(String));
    assert_eq!(
        text(&spec, &options).unwrap_err().to_string(),
        "no component `a.c` to give a type to; there are `a.b`"
    );
}

#[test]
fn what_can_not_be_a_struct() {
    let error =
        |name, spec: &ElementSpec| struct_of(name, spec, &Options::default()).unwrap_err().to_string();
    let scalar = tensor(DType::F32, Shape::scalar());
    assert_eq!(
        error("my data", &scalar),
        "`my data` can't be the name of a struct; a name like `MyData` can"
    );
    assert_eq!(error("Data", &ElementSpec::Dict(vec![])), "there is nothing to read: the element is empty");
    let handle = ElementSpec::Tuple(vec![tensor(DType::Resource, Shape::scalar())]);
    assert_eq!(error("Data", &handle), "there is nothing to read: no Rust type holds resource");
}
