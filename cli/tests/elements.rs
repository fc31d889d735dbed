//! Elements that only libtensorflow can show, against what TensorFlow read.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

/// A signature without names, for which two inputs are given.
#[test]
fn of_a_signature_with_inputs() {
    // Fetched, if this machine has none: the command itself does not.
    tfdata::libtensorflow::load_or_install().unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/o09_savedmodel_weather");
    let output = Command::new(env!("CARGO_BIN_EXE_tfdata"))
        .args(["inspect", "model", "--signature", "args", "--elements", "2", "--json"])
        .args(["--input", "batch=32", "--input", "min_temp=18.5"])
        .current_dir(&fixture)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let truth = std::fs::read_to_string(fixture.join("truth/args/0.values.json")).unwrap();
    let truth: Vec<String> = serde_json::from_str(&truth).unwrap();
    let elements = json["elements"].as_array().unwrap();
    let dates: Vec<&str> = elements
        .iter()
        .flat_map(|element| element[0].as_array().unwrap())
        .map(|date| date.as_str().unwrap())
        .collect();
    assert_eq!((elements.len(), dates.len()), (2, 64));
    assert_eq!(dates, truth[..dates.len()]);
}
