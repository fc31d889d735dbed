//! docs/transformations.md names each method of Python's Dataset, its name here, and a test that there is.

use std::collections::BTreeSet;
use std::path::Path;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The words between backquotes.
fn code(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// The cells of the rows behind a head that begins with `| Python |`.
fn rows(text: &str) -> Vec<[&str; 3]> {
    let mut rows = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        inside = line.starts_with("| Python |") || (inside && line.starts_with('|'));
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if let ([python, rust, test], true) = (&cells[..], inside)
            && !python.starts_with("---")
            && *python != "Python"
        {
            rows.push([*python, *rust, *test]);
        }
    }
    rows
}

/// `functions::map` is the function `map`, marked as a test, of tests/tests/e2e/functions.rs.
fn is_a_test(name: &str) -> bool {
    let Some((module, function)) = name.split_once("::") else { return false };
    let source = read(&format!("tests/tests/e2e/{module}.rs"));
    let Some(at) = source.find(&format!("\nfn {function}() {{")) else { return false };
    source[..at].lines().rev().take_while(|line| !line.is_empty()).any(|line| line == "#[test]")
}

#[test]
fn each_row_has_a_test_or_a_reason() {
    let text = read("docs/transformations.md");
    let rows = rows(&text);
    assert!(rows.len() > 55, "{}", rows.len());
    for [python, rust, test] in &rows {
        if *rust == "–" {
            assert!(test.len() > 20, "{python}: why it is not there");
            continue;
        }
        assert!(!code(rust).is_empty(), "{python}: `{rust}` names nothing");
        assert!(!code(test).is_empty(), "{python}: no test");
        for name in code(test) {
            assert!(is_a_test(name), "{python}: there is no test `{name}`");
        }
    }
}

/// The public methods of `tf.data.Dataset` in TensorFlow 2.21, as `dir(tf.data.Dataset)` has them.
const METHODS: &str = "apply as_numpy_iterator batch bucket_by_sequence_length cache cardinality choose_from_datasets \
    concatenate counter element_spec enumerate filter fingerprint flat_map from_generator from_tensor_slices \
    from_tensors get_single_element group_by_window ignore_errors interleave list_files load map options padded_batch \
    prefetch ragged_batch random range rebatch reduce rejection_resample repeat sample_from_datasets save scan shard \
    shuffle skip snapshot sparse_batch take take_while unbatch unique window with_options zip";

#[test]
fn each_method_has_a_row() {
    let text = read("docs/transformations.md");
    let named: BTreeSet<&str> = rows(&text).iter().flat_map(|[python, ..]| code(python)).collect();
    let missing: Vec<_> = METHODS.split_whitespace().filter(|method| !named.contains(method)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
