//! Malformed record files: what TensorFlow answers, its element counts and errors; and where it crashes the
//! process or passes over what is missing, an error of our own.

use serde_json::Value;
use tfdata::{Bytes, Dataset, Element, Engine};
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
const TENSORFLOW: [(&str, &str); 6] = [
    ("frame_truncated_length", "cut short: 5 bytes are left at offset 157"),
    ("frame_truncated_length_crc", "cut short: 10 bytes are left at offset 157"),
    ("frame_trailing_3_bytes", "cut short: 3 bytes are left at offset 618"),
    ("frame_huge_2_60", "the record at offset 157 is said to have 1152921504606846976 bytes"),
    // Found by the same check, before TensorFlow fails at the element.
    ("frame_huge_2_63p5", "the record at offset 157 is said to have 9223372036854775813 bytes"),
    ("frame_huge_2_64m1", "the record at offset 157 is said to have 18446744073709551615 bytes"),
];

/// Where the native engine's verdict is another: the elements before the error, and what it says.
const NATIVE: [(&str, u64, &str); 8] = [
    ("frame_truncated_length", 2, "record 2, byte 157: 5 stray bytes at the end"),
    ("frame_truncated_length_crc", 2, "record 2, byte 157: 10 stray bytes at the end"),
    ("frame_trailing_3_bytes", 8, "record 8, byte 618: 3 stray bytes at the end"),
    ("frame_huge_2_60", 2, "record 2, byte 157: the record says that it has 1152921504606846976 bytes"),
    // TensorFlow does not look at the checksum of the whole, which is gone here …
    ("gzip_truncated_trailer", 8, "can't read"),
    // … and gives nothing of a piece in which something is wrong, where these have checksums of their own.
    ("gzip_bad_crc", 8, "can't read"),
    ("gzip_flipped", 2, "record 2, byte 157: the checksum of the record's data"),
    // Half a float, which protocol buffers refuse and TensorFlow drops.
    ("ex_packed_not_multiple_of_4", 2, "a block of floats has 18 bytes, no multiple of 4"),
];

fn drained<E: Element>(ds: Result<Dataset<E>, tfdata::Error>) -> Verdict {
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
fn every_malformed_file_in_tensorflow() {
    tfdata::libtensorflow::load_or_install().expect("libtensorflow");
    every_malformed_file(Engine::TensorFlow, |case, records, _| {
        let Some((_, message)) = TENSORFLOW.iter().find(|(name, _)| *name == case) else { return false };
        let error = records.1.as_ref().expect("an error");
        assert!(error.contains(message) && error.contains(case), "{case}: {error}");
        true
    });
}

#[test]
fn every_malformed_file_natively() {
    every_malformed_file(Engine::Native, |case, records, rows| {
        let Some((_, elements, message)) = NATIVE.iter().find(|(name, ..)| *name == case) else {
            return false;
        };
        let got = if case.starts_with("ex_") { rows } else { records };
        let error = got.1.as_ref().unwrap_or_else(|| panic!("{case}: no error"));
        assert!(got.0 == *elements && error.contains(message) && error.contains(case), "{case}: {got:?}");
        true
    });
}

type Verdict = (u64, Option<String>);

/// `differs` compares the cases in which the verdict is not TensorFlow's, and says whether this is one.
fn every_malformed_file(engine: Engine, differs: impl Fn(&str, &Verdict, &Verdict) -> bool) {
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
        let records = drained(Dataset::tfrecords(&path).open().map(|ds| ds.engine(engine)));
        let rows = drained(Dataset::<Row>::examples(&path).open().map(|ds| ds.engine(engine)));
        seen += 1;
        if differs(case, &records, &rows) {
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

#[derive(Element)]
#[allow(dead_code)]
struct MayBeMissing {
    day: Option<i64>,
    #[element(default)]
    x: [f32; 4],
    kind: Option<Bytes>,
}

#[derive(Element)]
#[allow(dead_code)]
struct AnyNumber {
    day: tfdata::Sparse<i64>,
    x: tfdata::Ragged<f32>,
    kind: ndarray::Array1<Bytes>,
}

/// Records that are wrong for features of a fixed number of values only: whether the two structs above read them.
const OTHER_KINDS: [(&str, bool, bool); 11] = [
    ("ex_missing_feature", true, true),
    ("ex_kind_unset", true, true),
    ("ex_empty_list", true, true),
    ("frame_zero_length_record", true, true),
    ("ex_two_scalars", false, true),
    ("ex_too_long", false, true),
    ("ex_too_short", false, true),
    // Lists in several pieces, of which TensorFlow takes what it finds.
    ("ex_double_length", false, true),
    ("ex_list_twice_merge", false, true),
    ("ex_mixed_packed", false, true),
    ("ex_two_packed_chunks", false, true),
];

#[test]
fn every_malformed_example_as_other_kinds() {
    tfdata::libtensorflow::load_or_install().expect("libtensorflow");
    let dir = fixture("malformed");
    let results: Value =
        serde_json::from_slice(&std::fs::read(dir.join("results.json")).expect("results")).expect("JSON");
    let mut wrong = Vec::new();
    for (case, told) in results["cases"].as_object().expect("cases") {
        let Some(file) = told["file"].as_str() else { continue };
        if case.contains("_read_as_") || TENSORFLOW.iter().any(|(name, _)| name == case) {
            continue;
        }
        let (true, true) = (told["records"].is_object(), told["parse_single_example"].is_object()) else {
            continue;
        };
        let path = dir.join(file).to_str().expect("UTF-8").to_owned();
        let (elements, error) = expected(&told["parse_single_example"]);
        let other = OTHER_KINDS.iter().find(|(name, ..)| name == case);
        let readable = other.map_or((!error, !error), |(_, maybe, any)| (*maybe, *any));
        let all = expected(&told["records"]).0;
        let verdict = |readable| if readable { (all, false) } else { (elements, true) };
        let ds = Dataset::<MayBeMissing>::examples(&path).open();
        let (count, message) = drained(ds.map(|ds| ds.engine(Engine::TensorFlow)));
        if (count, message.is_some()) != verdict(readable.0) {
            wrong.push(format!("{case}, optional: {count} {message:?}"));
        }
        let ds = Dataset::<AnyNumber>::examples(&path).open();
        let (count, message) = drained(ds.map(|ds| ds.engine(Engine::TensorFlow)));
        if (count, message.is_some()) != verdict(readable.1) {
            wrong.push(format!("{case}, any number: {count} {message:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn expected(told: &Value) -> (u64, bool) {
    (told["elements_before_error"].as_u64().expect("a count"), !told["error"].is_null())
}
