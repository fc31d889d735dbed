//! Every malformed fixture: our verdict, and where it is not TensorFlow's, why.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::{Compression, ExampleParser, FeatureValue, RecordReader, SavedDataset, ShardReader};
use super::messages::Value;
use super::truth::fixtures;

/// The elements before the end, and the error there.
type Verdict = (usize, Option<String>);

/// TensorFlow's verdicts: case → (file, compression, door → verdict).
struct Case {
    file: String,
    compression: Option<Compression>,
    doors: BTreeMap<String, (Option<usize>, bool)>,
}

/// Just enough of JSON for results.json, whose indentation is regular.
fn cases() -> BTreeMap<String, Case> {
    let text = std::fs::read_to_string(fixtures().join("malformed/results.json")).unwrap();
    let mut cases = BTreeMap::new();
    let (mut name, mut door) = (String::new(), String::new());
    let lines = text.lines().skip_while(|line| !line.starts_with(" \"cases\""));
    for line in lines.skip(1) {
        let indent = line.len() - line.trim_start().len();
        let Some((key, value)) = line.trim_start().strip_prefix('"').and_then(|line| line.split_once("\": "))
        else {
            continue;
        };
        let value = value.trim_end_matches(',');
        match (indent, key) {
            (2, _) => {
                name = key.to_owned();
                let case = Case { file: String::new(), compression: None, doors: BTreeMap::new() };
                cases.insert(name.clone(), case);
            }
            (3, "file") => cases.get_mut(&name).unwrap().file = value.trim_matches('"').to_owned(),
            (3, "compression") => {
                cases.get_mut(&name).unwrap().compression = match value.trim_matches('"') {
                    "GZIP" => Some(Compression::Gzip),
                    "ZLIB" => Some(Compression::Zlib),
                    _ => Some(Compression::None),
                }
            }
            (3, _) => door = key.to_owned(),
            (4, "elements_before_error") => {
                cases.get_mut(&name).unwrap().doors.insert(door.clone(), (value.parse().ok(), false));
            }
            (4, "error") if value != "null" => {
                cases.get_mut(&name).unwrap().doors.get_mut(&door).unwrap().1 = true;
            }
            _ => {}
        }
    }
    cases
}

fn records(
    file: &Path,
    compression: Option<Compression>,
    mut with: impl FnMut(&[u8]) -> Result<(), String>,
) -> Verdict {
    let mut count = 0;
    let mut all = || -> Result<(), String> {
        let mut reader = RecordReader::open(file, compression).map_err(|error| error.to_string())?;
        while let Some(record) = reader.next().map_err(|error| error.to_string())? {
            with(record)?;
            count += 1;
        }
        Ok(())
    };
    let error = all().err();
    (count, error)
}

/// `day: int64, x: float32[4], kind: string`, all required, as the fixtures' spec says.
fn parse(parser: &mut ExampleParser, record: &[u8]) -> Result<Vec<Value>, String> {
    let mut values = [FeatureValue::Missing; 3];
    parser.parse(record, &mut values).map_err(|error| error.to_string())?;
    let values = values.each_ref().map(Value::from);
    match &values {
        [Value::Ints(day), Value::Floats(x), Value::Bytes(kind)]
            if (day.len(), x.len(), kind.len()) == (1, 4, 1) =>
        {
            Ok(values.to_vec())
        }
        other => Err(format!("not the wanted lists: {other:?}")),
    }
}

/// Where the records' verdict is not TensorFlow's: elements, error, and why.
const OTHER_RECORDS: [(&str, usize, bool, &str); 7] = [
    ("frame_truncated_length", 2, true, "a file cut inside a header is not complete"),
    ("frame_truncated_length_crc", 2, true, "the same"),
    ("frame_trailing_3_bytes", 8, true, "stray bytes, the same to a reader"),
    ("frame_huge_2_60", 2, true, "TensorFlow crashes"),
    ("gzip_truncated_trailer", 8, true, "the checksum of the content is gone"),
    ("gzip_bad_crc", 8, true, "both fail; we lend what the records' own checksums vouch for first"),
    ("gzip_flipped", 2, true, "the same"),
];

/// The same for the parsed examples.
const OTHER_EXAMPLES: [(&str, usize, &str); 1] =
    [("ex_packed_not_multiple_of_4", 2, "half a float; protocol buffers refuse it, TensorFlow drops it")];

#[test]
fn record_files() {
    let cases = cases();
    assert_eq!(cases.len(), 93);
    let mut seen = 0;
    for (name, case) in cases.iter().filter(|(_, case)| case.file.starts_with("files/")) {
        seen += 1;
        let file = fixtures().join("malformed").join(&case.file);
        let (count, error) = records(&file, case.compression, |_| Ok(()));
        let (mut expected, mut fails) = case.doors["records"];
        if let Some((_, count, error, _)) = OTHER_RECORDS.iter().find(|(other, ..)| other == name) {
            (expected, fails) = (Some(*count), *error);
        }
        assert_eq!((Some(count), error.is_some()), (expected, fails), "{name}: {error:?}");
        if let Some(error) = error {
            assert!(error.contains(&case.file["files/".len()..]), "{error}");
        }
    }
    assert_eq!(seen, 75);
}

#[test]
fn example_files() {
    let mut seen = 0;
    for (name, case) in cases().iter().filter(|(_, case)| case.doors.contains_key("parse_single_example")) {
        seen += 1;
        let file = fixtures().join("malformed").join(&case.file);
        let mut parser = ExampleParser::new(["day", "x", "kind"]);
        let (count, error) = records(&file, case.compression, |record| {
            let warm = parse(&mut parser, record);
            let cold = parse(&mut ExampleParser::new(["day", "x", "kind"]), record);
            assert_eq!(warm, cold, "{name}");
            warm.map(drop)
        });
        let (mut expected, mut fails) = case.doors["parse_single_example"];
        if let Some((_, count, _)) = OTHER_EXAMPLES.iter().find(|(other, ..)| other == name) {
            (expected, fails) = (Some(*count), true);
        }
        assert_eq!((Some(count), error.is_some()), (expected, fails), "{name}: {error:?}");
    }
    assert!(seen >= 44, "{seen}");
}

/// The values of the odd but valid records, as TensorFlow gives them.
#[test]
fn odd_but_valid() {
    let floats = |values: [f32; 4]| Value::Floats(values.map(f32::to_bits).to_vec());
    let rain = || Value::Bytes(vec![b"rain".to_vec()]);
    let x = || floats([0.8, 11.7, 7.2, 2.3]);
    let odd = [
        ("ok", 3, x(), rain()),
        ("ex_duplicate_key", 3, x(), Value::Bytes(vec![b"second".to_vec()])),
        ("ex_duplicate_key_other_kind", 3, x(), rain()),
        ("ex_two_features_messages", 3, x(), rain()),
        ("ex_unpacked_floats", 3, x(), rain()),
        ("ex_unpacked_ints", 3, x(), rain()),
        ("ex_value_before_key", 3, x(), rain()),
        ("ex_varint_10_bytes_overflow", -1, x(), rain()),
        ("ex_varint_overlong", 5, x(), rain()),
        ("ex_int_min_max", i64::MIN, floats([f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -0.0]), rain()),
        ("ex_empty_string_scalar", 3, x(), Value::Bytes(vec![vec![]])),
        ("ex_invalid_utf8_value", 3, x(), Value::Bytes(vec![b"\xff\xfe\x80caf\xe9\0z".to_vec()])),
    ];
    for (name, day, x, kind) in odd {
        let file = fixtures().join(format!("malformed/files/{name}.tfrecord"));
        let mut parser = ExampleParser::new(["day", "x", "kind"]);
        let mut all = Vec::new();
        let verdict =
            records(&file, None, |record| parse(&mut parser, record).map(|values| all.push(values)));
        assert_eq!(verdict, (8, None), "{name}");
        assert_eq!(all[2], [Value::Ints(vec![day]), x, kind], "{name}");
    }
}

/// Where the verdict on a saved dataset is not TensorFlow's. The element spec is another reader's.
const OTHER_SAVED: [(&str, usize, bool, &str); 10] = [
    ("save_no_dataset_spec", 8, false, "the spec is not read here"),
    ("save_garbage_spec", 8, false, "the same"),
    ("save_empty_spec", 8, false, "the same"),
    ("save_spec_says_double", 8, false, "the same"),
    ("save_spec_wrong_shape", 8, false, "the same"),
    ("save_no_run_dir", 0, true, "all data is gone; TensorFlow gives no elements"),
    ("save_truncated_snapshot", 4, true, "the file is cut off; TensorFlow stops without a word"),
    ("save_whole_component_missing", 7, true, "the same"),
    ("save_not_finalized", 0, true, "the save was not finished"),
    ("save_version_1", 0, true, "TensorFlow crashes"),
];

/// More of them: the metadata contradicts the data.
const CONTRADICTIONS: [(&str, usize, bool); 2] =
    [("save_wrong_num_elements", 8, true), ("save_wrong_dtype_in_metadata", 0, true)];

#[test]
fn saved_datasets() {
    let mut seen = 0;
    for (name, case) in cases().iter().filter(|(_, case)| case.doors.contains_key("load")) {
        seen += 1;
        let dir = fixtures().join("malformed/save").join(name.strip_prefix("save_").unwrap());
        let mut count = 0;
        let mut all = || -> Result<(), String> {
            let saved = SavedDataset::open(&dir).map_err(|error| error.to_string())?;
            for shard in &saved.shards {
                let open = ShardReader::open(shard, &saved.dtypes, None);
                let mut reader = open.map_err(|error| error.to_string())?;
                let mut component = 0;
                while reader.next_component().map_err(|error| error.to_string())?.is_some() {
                    component += 1;
                    count = component / saved.dtypes.len();
                }
            }
            saved.check_count(count as u64).map_err(|error| error.to_string())
        };
        let error = all().err();
        let (mut expected, mut fails) = case.doors["load"];
        let other = OTHER_SAVED.map(|(name, count, error, _)| (name, count, error));
        if let Some((_, count, error)) = other.iter().chain(&CONTRADICTIONS).find(|(other, ..)| other == name)
        {
            (expected, fails) = (Some(*count), *error);
        }
        assert_eq!((Some(count), error.is_some()), (expected, fails), "{name}: {error:?}");
    }
    assert_eq!(seen, 18);
}
