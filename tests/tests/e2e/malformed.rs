//! Malformed record files: what TensorFlow answers, its element counts and errors; and where it crashes the
//! process or passes over what is missing, an error of our own.

use serde_json::Value;
use tfdata::{Bytes, Dataset, Element};
use tfdata_tests::fixture;

#[derive(Element)]
struct Row {
    #[allow(dead_code)]
    day: i64,
    #[allow(dead_code)]
    x: [f32; 4],
    #[allow(dead_code)]
    kind: Bytes,
}

/// Cases that TensorFlow takes for whole files, or that end its process; with what is said instead.
const OURS: [(&str, &str); 6] = [
    ("frame_truncated_length", "cut short: 5 bytes are left at offset 157"),
    ("frame_truncated_length_crc", "cut short: 10 bytes are left at offset 157"),
    ("frame_trailing_3_bytes", "cut short: 3 bytes are left at offset 618"),
    ("frame_huge_2_60", "the record at offset 157 is said to have 1152921504606846976 bytes"),
    // Found by the same check, before TensorFlow fails at the element.
    ("frame_huge_2_63p5", "the record at offset 157 is said to have 9223372036854775813 bytes"),
    ("frame_huge_2_64m1", "the record at offset 157 is said to have 18446744073709551615 bytes"),
];

fn drained<E: Element>(ds: Result<Dataset<E>, tfdata::Error>) -> (u64, Option<String>) {
    let mut elements = 0;
    let items = match ds.and_then(|ds| ds.iter()) {
        Ok(items) => items,
        Err(error) => return (0, Some(error.to_string())),
    };
    for item in items {
        match item {
            Ok(_) => elements += 1,
            Err(error) => return (elements, Some(error.to_string())),
        }
    }
    (elements, None)
}

#[test]
fn every_malformed_file() {
    tfdata::libtensorflow::load_or_install().expect("libtensorflow");
    let dir = fixture("malformed");
    let results: Value =
        serde_json::from_slice(&std::fs::read(dir.join("results.json")).expect("results")).expect("JSON");
    let mut seen = 0;
    for (case, told) in results["cases"].as_object().expect("cases") {
        let Some(file) = told["file"].as_str() else { continue };
        // TensorFlow was told of another compression than the file has; here it is told from the file.
        if case.contains("_read_as_") || !told["records"].is_object() {
            continue;
        }
        let path = dir.join(file).to_str().expect("UTF-8").to_owned();
        let records = drained(Dataset::tfrecords(&path).open());
        let rows = drained(Dataset::<Row>::examples(&path).open());
        seen += 1;
        if let Some((_, message)) = OURS.iter().find(|(name, _)| name == case) {
            let error = records.1.expect("an error");
            assert!(error.contains(message) && error.contains(case), "{case}: {error}");
            continue;
        }
        let (elements, error) = expected(&told["records"]);
        assert_eq!((records.0, records.1.is_some()), (elements, error), "{case}: {:?}", records.1);
        if told["parse_single_example"].is_object() {
            let (elements, error) = expected(&told["parse_single_example"]);
            assert_eq!((rows.0, rows.1.is_some()), (elements, error), "{case}: {:?}", rows.1);
            if let Some(error) = rows.1 {
                assert!(error.contains(&path) && error.contains("element 2"), "{case}: {error}");
            }
        }
    }
    assert!(seen > 60, "{seen}");
}

fn expected(told: &Value) -> (u64, bool) {
    (told["elements_before_error"].as_u64().expect("a count"), !told["error"].is_null())
}
