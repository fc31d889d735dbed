//! Records are decoded some at a time, one component after the other: which record an error is about must not depend
//! on that.

use tfdata::__format::{ExampleEncoder, RecordWriter};
use tfdata::{Dataset, Element, Engine, Error};

#[derive(Debug, PartialEq, Element)]
struct Row {
    a: f32,
    b: i64,
    c: String,
}

/// A file of records, in some of which a feature is missing.
fn file(records: usize, lacks: &[(usize, &str)]) -> tempfile::NamedTempFile {
    let mut writer = RecordWriter::new(Vec::new());
    let mut encoder = ExampleEncoder::default();
    for record in 0..records {
        let there = |name: &str| !lacks.contains(&(record, name));
        encoder.clear();
        if there("a") {
            encoder.floats("a", std::iter::once(record as f32));
        }
        if there("b") {
            encoder.ints("b", std::iter::once(record as i64 * 100));
        }
        if there("c") {
            encoder.bytes("c", std::iter::once(record.to_string().as_bytes()));
        }
        writer.write(encoder.finish()).expect("room");
    }
    let file = tempfile::NamedTempFile::new().expect("room");
    std::fs::write(file.path(), writer.finish().expect("room")).expect("room");
    file
}

fn open(file: &tempfile::NamedTempFile) -> Dataset<Row> {
    let examples = Dataset::<Row>::examples(file.path().display().to_string());
    examples.open().expect("the file is there").engine(Engine::Native)
}

#[test]
fn the_first_record_with_an_error_is_told_and_those_before_it_are_given() {
    for (lacks, first, name) in [
        (&[(70, "c"), (75, "a")][..], 70, "c"),
        (&[(70, "a"), (69, "b")], 69, "b"),
        (&[(33, "b"), (33, "a"), (34, "c")], 33, "a"),
        (&[(0, "b"), (1, "a")], 0, "b"),
        (&[(99, "c")], 99, "c"),
    ] {
        let file = file(100, lacks);
        let mut rows = open(&file).iter().expect("a plan that is native");
        for record in 0..first {
            let row = rows.next().expect("a row").expect("no error yet");
            let (a, b, c) = (record as f32, record as i64 * 100, record.to_string());
            assert_eq!(row, Row { a, b, c });
        }
        match rows.next() {
            Some(Err(Error::Damaged { element, reason, .. })) => {
                assert_eq!(element, first as u64);
                assert!(reason.contains(&format!("`{name}`")), "{reason}");
            }
            other => panic!("{lacks:?} gives {other:?}"),
        }
    }
}

#[test]
fn defaults_take_their_places() {
    let file = file(200, &[(0, "a"), (31, "b"), (32, "a"), (32, "b"), (199, "b")]);
    let examples = Dataset::<Row>::examples(file.path().display().to_string());
    let examples = examples.default_value("a", -1.0_f32).default_value("b", -2_i64);
    let all = examples.open().expect("the file is there").engine(Engine::Native).stack().expect("no error");
    for record in 0..200 {
        let a = if [0, 32].contains(&record) { -1.0 } else { record as f32 };
        let b = if [31, 32, 199].contains(&record) { -2 } else { record as i64 * 100 };
        assert_eq!((all.a[record], all.b[record], &all.c[record]), (a, b, &record.to_string()));
    }
}
