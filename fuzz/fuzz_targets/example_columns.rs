//! Files of examples through the native engine, which decodes blocks of records into columns, against the parser,
//! record by record.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use ndarray::Array1;
use tfdata::__format::{ExampleParser, FeatureValue};
use tfdata::{Bytes, Dataset, Element, Engine};
use tfdata_fuzz::frame;
use tfdata_fuzz::input::parts;
use tfdata_fuzz::memory::within;

#[derive(Debug, Element)]
struct Row {
    day: i64,
    x: Array1<f32>,
    kind: Bytes,
}

/// A row's values, floats by their bits; `None` where the record has not what is wanted.
type Values = Option<(i64, Vec<u32>, Vec<u8>)>;

fn expected(record: &[u8]) -> Values {
    let mut values = [FeatureValue::Missing; 3];
    ExampleParser::new(["day", "x", "kind"]).parse(record, &mut values).ok()?;
    let day = match values[0] {
        FeatureValue::Missing | FeatureValue::Unset => 7,
        FeatureValue::Ints(list) => list.single().ok()??,
        _ => return None,
    };
    let x = match values[1] {
        FeatureValue::Missing | FeatureValue::Unset => Vec::new(),
        FeatureValue::Floats(list) => list.iter().map(f32::to_bits).collect(),
        _ => return None,
    };
    match values[2] {
        FeatureValue::Bytes(list) => Some((day, x, list.single()?.to_vec())),
        _ => None,
    }
}

fn got(row: Row) -> Values {
    Some((row.day, row.x.iter().map(|x| x.to_bits()).collect(), row.kind.to_vec()))
}

fuzz_target!(|input: &[u8]| {
    let records = parts(input, 8);
    let file = frame::framed(&records);
    let memory = Path::new("/dev/shm");
    let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let path = dir.as_ref().expect("room for a folder").path().join("data.tfrecord");
    std::fs::write(&path, &file).expect("room for a file");

    let wanted: Vec<Values> = records.iter().map(|record| expected(record)).collect();
    within((4 << 20) + 256 * file.len(), || {
        let examples = Dataset::<Row>::examples(path.display().to_string()).default_value("day", 7_i64);
        let dataset = examples.open().expect("the file is there").engine(Engine::Native);
        let mut rows = dataset.iter().expect("the plan is native");
        for (index, wanted) in wanted.iter().enumerate() {
            match rows.next() {
                Some(row) => assert_eq!(&row.ok().and_then(got), wanted, "record {index}"),
                None => panic!("record {index} is not there"),
            }
            if wanted.is_none() {
                return;
            }
        }
        assert!(rows.next().is_none(), "there are more rows than records");
    });
});
