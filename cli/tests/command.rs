//! The command as a user calls it. None of these needs libtensorflow.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::Command;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures")
}

/// What the command did: its exit code, and all that it wrote.
struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn run_in(dir: &Path, args: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_tfdata"))
        .args(args)
        .current_dir(dir)
        // A place without libtensorflow, and no other is looked at.
        .env("TENSORFLOW_DIR", fixtures().join("malformed"))
        .output()
        .unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn run(args: &[&str]) -> Ran {
    run_in(&fixtures(), args)
}

fn ok(args: &[&str]) -> String {
    let ran = run(args);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{args:?}");
    ran.stdout
}

fn error(args: &[&str]) -> String {
    let ran = run(args);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{args:?}");
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    ran.stderr
}

#[test]
fn inspect() {
    insta::assert_snapshot!("inspect_tfds", ok(&["inspect", "o02_tfds_spam/tfds/spam_assassin_small/1.0.0"]));
    insta::assert_snapshot!("inspect_saved", ok(&["inspect", "o08_save_flights_ragged/gzip"]));
    insta::assert_snapshot!("inspect_saved_model", ok(&["inspect", "o13_savedmodel_cars/model"]));
    insta::assert_snapshot!(
        "inspect_variant",
        ok(&["inspect", "o09_savedmodel_weather/model", "--signature", "basic"])
    );
    insta::assert_snapshot!("inspect_graph", ok(&["inspect", "o11_graph_weather/scan_unbatch.graph.pb"]));
    insta::assert_snapshot!("inspect_examples", ok(&["inspect", "o04_example_taxi/data"]));
    insta::assert_snapshot!("inspect_sequences", ok(&["inspect", "o12_seqex_unemployment/data/*none*"]));
    insta::assert_snapshot!("inspect_python", ok(&["inspect", "extra/py_function/model"]));
}

#[test]
fn inspect_for_a_script() {
    let json = ok(&["inspect", "--json", "o01_tfds_mnist/tfds/mnist_small/3.0.1"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["kind"], "tfds");
    assert_eq!(json["facts"]["splits"]["train"]["elements"], 2000);
    assert_eq!(json["facts"]["splits"]["train"]["missing_files"], 0);
    assert_eq!(json["components"][0]["shape"], serde_json::json!([28, 28, 1]));
    let all = ok(&["inspect", "--json", "o13_savedmodel_cars/model"]);
    let all: serde_json::Value = serde_json::from_str(&all).unwrap();
    assert_eq!(all.as_array().unwrap().len(), 4);
}

fn elements(args: &[&str]) -> serde_json::Value {
    let json = ok(&[&["inspect", "--json", "--elements", "2"], args].concat());
    serde_json::from_str(&json).unwrap()
}

#[test]
fn inspect_elements() {
    let tfds = "o02_tfds_spam/tfds/spam_assassin_small/1.0.0";
    let json = elements(&[tfds]);
    assert_eq!(json["elements"].as_array().unwrap().len(), 2);
    assert_eq!(json["elements_of_split"], "train");
    assert_eq!(json["elements"][0]["email"]["subject"], "Securing multiple virtual hosts");
    assert_eq!(json["elements"][0]["has"], serde_json::json!([true, false, false]));
    let text = ok(&["inspect", tfds, "--elements", "1"]);
    assert!(text.contains("element 0 of split train:") && !text.contains("element 1"), "{text}");

    let quake = &elements(&["o05_example_quakes/data"])["elements"][0];
    assert_eq!(quake["id"], "ci37868143");
    assert_eq!(quake["time_updated"], serde_json::json!([1_517_966_773_840_i64, 1_517_966_996_303_i64]));
    assert_eq!(quake["felt"], serde_json::Value::Null);
    assert_eq!(quake["dmin"], 0.04214);

    let series = &elements(&["o12_seqex_unemployment/data/*none*"])["elements"][0];
    assert_eq!(series[0]["series"], "Agriculture");
    assert_eq!(series[1]["ym"][1], serde_json::json!([2000, 2]));
    assert_eq!(series[1]["by_year"]["row_splits"][0][1], 12);

    assert_eq!(elements(&["o07_save_wine_dtypes/default"])["elements"].as_array().unwrap().len(), 2);
    let graph = ["inspect", "o11_graph_weather/scan_unbatch.graph.pb", "--elements", "1"];
    assert!(error(&graph).contains("`--elements`: a serialized graph has none"));
}

#[test]
fn inputs_of_a_signature() {
    let model = ["inspect", "o09_savedmodel_weather/model", "--elements", "1", "--signature", "args"];
    let with = |more: &[&'static str]| error(&[&model[..], more].concat());
    let missing = with(&["--input", "batch=4"]);
    assert!(
        missing.contains("input `min_temp`, float32 [] is missing; add `--input min_temp=0.5`"),
        "{missing}"
    );
    let bad = with(&["--input", "batch=2.5", "--input", "min_temp=1"]);
    assert!(bad.contains("input `batch`, int64 []: `2.5` is not a whole number"), "{bad}");
    assert!(bad.contains("give it as `--input batch=32`"), "{bad}");
    assert!(
        with(&["--input", "bath=4"]).contains("there is no input `bath`; there is input `batch`, int64 []")
    );
    assert!(with(&["--input", "batch"]).contains("expected NAME=VALUE"));
    assert!(with(&["--input", "batch=1", "--input", "batch=2"]).contains("given twice"));
    assert_eq!(run(&["inspect", "o09_savedmodel_weather/model", "--input", "batch=1"]).code, Some(2));
}

#[test]
fn all_compressions_are_listed() {
    let quakes = "o05_example_quakes/data";
    let text = ok(&["inspect", quakes]);
    assert!(text.contains("GZIP (2 files), none (3 files), ZLIB (1 file)"), "{text}");
    let json = elements(&[quakes]);
    assert_eq!(json["facts"]["compression"], serde_json::json!(["GZIP", "none", "ZLIB"]));
    let one = elements(&["o12_seqex_unemployment/data/*none*"]);
    assert_eq!(one["facts"]["compression"], "none");
}

#[test]
fn codegen() {
    let mnist = ["codegen", "o01_tfds_mnist/tfds/mnist_small/3.0.1"];
    assert!(ok(&mnist).contains("pub struct MnistSmall {"));
    assert!(ok(&[&mnist[..], &["--name", "Digit"]].concat()).contains("pub struct Digit {"));
    let spam = ["codegen", "o02_tfds_spam/tfds/spam_assassin_small/1.0.0"];
    assert!(ok(&[&spam[..], &["--strings", "string"]].concat()).contains("pub filename: String,"));
    let code = ok(&[&spam[..], &["--field", "email.body=Text"]].concat());
    assert!(code.contains("pub body: Text,") && code.contains("pub filename: Bytes,"), "{code}");
}

#[test]
fn codegen_of_batches() {
    let wine = ["codegen", "o07_save_wine_dtypes/batched50", "--batched"];
    let with = |how: &'static str| ok(&[&wine[..], &[how]].concat());
    assert_eq!(with("auto"), with("yes"));
    assert!(with("yes").contains("#[element(batched)]") && with("yes").contains("label: Array1<i64>"));
    assert!(!with("no").contains("batched)]") && with("no").contains("label: Array1<i64>"));
    assert!(with("rows").contains("label: i64"));
    // Fixed sizes: nothing says that they are batches.
    let slices = ["codegen", "o11_graph_weather/slices_map_batch.graph.pb", "--batched"];
    assert!(ok(&[&slices[..], &["auto"]].concat()).contains("component_1: [bool; 64]"));
    assert!(ok(&[&slices[..], &["yes"]].concat()).contains("component_1: Array1<bool>"));
    assert!(ok(&[&slices[..], &["rows"]].concat()).contains("component_1: bool"));
    let error = error(&["codegen", "o11_graph_weather/zip_concat_cache.graph.pb", "--batched", "yes"]);
    assert!(error.contains("not every component has an axis 0"), "{error}");
}

#[test]
fn codegen_of_a_file_that_is_checked_in() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("mnist.rs");
    let args = ["codegen", "o01_tfds_mnist/tfds/mnist_small/3.0.1", "--output", file.to_str().unwrap()];
    let check = [&args[..], &["--check"]].concat();
    assert!(error(&check).contains("mnist.rs"));
    ok(&args);
    ok(&check);
    std::fs::write(&file, "struct Old;").unwrap();
    assert!(error(&check).contains("is not up to date"));
}

#[test]
fn prepare_and_check() {
    let dir = tempfile::tempdir().unwrap();
    let from = fixtures().join("o01_tfds_mnist/tfds/mnist_small/3.0.1");
    let data = dir.path().join("data");
    std::fs::create_dir(&data).unwrap();
    for file in ["features.json", "dataset_info.json"] {
        std::fs::copy(from.join(file), data.join(file)).unwrap();
    }
    let run = |args: &[&str]| run_in(dir.path(), args);
    assert_eq!(run(&["prepare", "data"]).stdout, "wrote mnist_small.tfdata.json\n");
    let prepared = std::fs::read_to_string(dir.path().join("mnist_small.tfdata.json")).unwrap();
    insta::assert_snapshot!("prepared", prepared);
    assert_eq!(run(&["prepare", "mnist_small.tfdata.json", "--check"]).code, Some(0));
    assert_eq!(run(&["prepare", "data", "--check"]).code, Some(0));
    assert!(run(&["codegen", "mnist_small.tfdata.json"]).stdout.contains("pub image: Array3<u8>,"));
    assert!(run(&["inspect", "mnist_small.tfdata.json"]).stdout.contains("made of"));

    let features = std::fs::read_to_string(data.join("features.json")).unwrap();
    std::fs::write(data.join("features.json"), features.replace("uint8", "uint16")).unwrap();
    for path in ["mnist_small.tfdata.json", "data"] {
        let ran = run(&["prepare", path, "--check"]);
        assert_eq!(ran.code, Some(1));
        assert!(ran.stderr.contains("run `tfdata prepare"), "{}", ran.stderr);
    }
    assert_eq!(run(&["prepare", "mnist_small.tfdata.json"]).code, Some(0));
    assert_eq!(run(&["prepare", "data", "--check"]).code, Some(0));

    std::fs::create_dir(dir.path().join("spec")).unwrap();
    run(&["prepare", "data", "--output", "spec/a.tfdata.json"]);
    let prepared = std::fs::read_to_string(dir.path().join("spec/a.tfdata.json")).unwrap();
    assert!(prepared.contains(r#""path": "../data""#), "{prepared}");
    assert_eq!(run(&["prepare", "spec/a.tfdata.json", "--check"]).code, Some(0));
}

#[test]
fn errors_are_one_line_with_a_remedy() {
    insta::assert_snapshot!(error(&["inspect", "nowhere"]), @"error: nowhere: there is no such file or directory");
    let model = "o13_savedmodel_cars/model";
    insta::assert_snapshot!(error(&["codegen", model]));
    insta::assert_snapshot!(error(&["codegen", model, "--signature", "splits"]));
    insta::assert_snapshot!(error(&["codegen", model, "--signature", "split"]));
    insta::assert_snapshot!(error(&["codegen", "o06_example_mnist_floats/data", "--name", "1"]));
    insta::assert_snapshot!(error(&["inspect", "o01_tfds_mnist"]));
    insta::assert_snapshot!(error(&["codegen", "o06_example_mnist_floats/data", "--field", "x=f32"]));
    assert_eq!(run(&["inspect"]).code, Some(2));
    assert_eq!(run(&["codegen", model, "--check"]).code, Some(2));
}

#[test]
fn doctor_says_what_is_wrong_and_the_mend() {
    let ran = run(&["doctor"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("TENSORFLOW_DIR is set"), "{}", ran.stdout);
    let json: serde_json::Value = serde_json::from_str(&run(&["doctor", "--json"]).stdout).unwrap();
    assert_eq!(json["ok"], false);
    assert_eq!(json["places"][0]["name"], "TENSORFLOW_DIR");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let script = format!("{} inspect o04_example_taxi/data | true", env!("CARGO_BIN_EXE_tfdata"));
    let output = Command::new("sh").args(["-c", &script]).current_dir(fixtures()).output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn files_that_a_shell_lists() {
    let files =
        [1, 2].map(|number| format!("o05_example_quakes/data/quakes-none-{number:05}-of-00003.tfrecord"));
    let all = ["inspect", &files[0], &files[1]];
    assert!(ok(&all).contains("2 files"), "{}", ok(&all));
    let json: serde_json::Value = serde_json::from_str(&ok(&[&all[..], &["--json"]].concat())).unwrap();
    assert_eq!(json["path"], serde_json::json!(files));
    assert_eq!(
        ok(&["codegen", &files[0], &files[1]]),
        ok(&["codegen", "o05_example_quakes/data/quakes-none-0000[12]-of-*"])
    );

    let mixed = error(&["inspect", &files[0], "o05_example_quakes/README.txt"]);
    assert!(mixed.contains("README.txt: not a TFRecord file; 2 paths are given"), "{mixed}");
    let lost = error(&["codegen", &files[0], "nothing"]);
    assert!(lost.contains("nothing: there is no such file"), "{lost}");
    let prepared = error(&["prepare", &files[0], &files[1]]);
    assert!(prepared.contains("give a pattern in quotes"), "{prepared}");
}
