//! docs/malformed.md: case by case what TensorFlow does and what comes of it here. The table is made from both, and
//! compared with the file: `TFDATA_WRITE_DOCS=1 cargo test -p tfdata-tests --test e2e malformed_table` writes it.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;
use tfdata::{Bytes, Dataset, Element, Engine, Error};
use tfdata_tests::{fixture, tensorflow};

const HEAD: &str = "\
# Malformed files, case by case

What TensorFlow 2.21 does with each of the files in `tests/fixtures/malformed`, and what comes of it here. All but a few
have eight records, of which the third one (number 2) is broken. *Refused* is an error of `open()` or `iter()`, before the
first element. Where we differ from TensorFlow the cell is bold. Where both engines read a file and differ, both are told.

This file is written by the test that checks it, `malformed_table` in `tests/tests/e2e`.

Errors have the file, the number of the element, the record or the byte, and the component where it is about one, as data:
`Error::Damaged`, which is the same in both engines. TensorFlow itself does not say which file it is: when one of its
steps fails, the local files are read once more for that, in Rust. What is refused when it is opened is `Error::Open` or
`Error::Io` with the file. To find lengths that are cut short, or too large to be true, the lengths in uncompressed local
files are walked through once, before the first element. Files that are compressed and files elsewhere (`gs://…`) are
read by TensorFlow as they are.
";

#[derive(Element)]
struct Row {
    #[allow(dead_code)]
    day: i64,
    #[allow(dead_code)]
    x: [f32; 4],
    #[allow(dead_code)]
    kind: Bytes,
}

/// What came of a file.
#[derive(PartialEq)]
enum Verdict {
    Refused,
    Elements(u64, bool),
}

fn drained<E: Element>(ds: Result<Dataset<E>, Error>) -> Verdict {
    let Ok(elements) = ds.and_then(|ds| ds.iter()) else { return Verdict::Refused };
    let mut count = 0;
    for element in elements {
        if element.is_err() {
            return Verdict::Elements(count, true);
        }
        count += 1;
    }
    Verdict::Elements(count, false)
}

impl Verdict {
    fn text(&self) -> String {
        match self {
            Self::Refused => "refused".into(),
            Self::Elements(count, false) => counted(*count),
            Self::Elements(count, true) => format!("{}, then an error", counted(*count)),
        }
    }
}

fn counted(elements: u64) -> String {
    match elements {
        1 => "1 element".into(),
        elements => format!("{elements} elements"),
    }
}

/// In words, what TensorFlow did.
fn python(told: &Value) -> String {
    let error = &told["error"];
    match (told["elements_before_error"].as_u64(), error["class"].as_str()) {
        (Some(elements), None) => counted(elements),
        (Some(elements), Some(class)) => format!("{}, then `{class}`", counted(elements)),
        (None, _) => "the process crashes".into(),
    }
}

fn agrees(told: &Value, ours: &Verdict) -> bool {
    let python = (told["elements_before_error"].as_u64(), !told["error"].is_null());
    match ours {
        Verdict::Refused => python == (Some(0), true),
        Verdict::Elements(count, error) => python == (Some(*count), *error),
    }
}

/// The verdicts of the engines that read it, and whether they are TensorFlow's.
fn ours<E: Element>(told: &Value, open: impl Fn() -> Result<Dataset<E>, Error>) -> String {
    let by = |engine| drained(open().map(|ds| ds.engine(engine)));
    let tensorflow = by(Engine::TensorFlow);
    let is_native = open().is_ok_and(|ds| ds.explain().trim_end().ends_with("engine: native"));
    let native = is_native.then(|| by(Engine::Native)).filter(|native| *native != tensorflow);
    let agree = agrees(told, &tensorflow) && native.as_ref().is_none_or(|native| agrees(told, native));
    let text = match native {
        None => tensorflow.text(),
        Some(native) => format!("{}; the native engine: {}", tensorflow.text(), native.text()),
    };
    if agree { text } else { format!("**{text}**") }
}

fn row(table: &mut String, case: &str, told: &Value, key: &str, ours: &str) {
    let what = told["what"].as_str().unwrap_or_default().replace('|', "\\|");
    writeln!(table, "| `{case}` | {what} | {} | {ours} |", python(&told[key])).expect("a text");
}

fn table() -> String {
    tensorflow();
    let results = std::fs::read(fixture("malformed/results.json")).expect("results");
    let results: Value = serde_json::from_slice(&results).expect("JSON");
    let cases = results["cases"].as_object().expect("cases");
    let path = |told: &Value| fixture("malformed").join(told["file"].as_str().expect("a file"));
    let title = |table: &mut String, title: &str| {
        write!(table, "\n## {title}\n\n| case | what is wrong | TensorFlow | here |\n|---|---|---|---|\n")
    };
    let mut text = HEAD.to_owned();
    let mut seen = 0;
    title(&mut text, "Record files, by `Dataset::tfrecords`").expect("a text");
    for (case, told) in cases.iter().filter(|(_, told)| told["records"].is_object()) {
        if told["parse_single_example"].is_object() && case != "ok" {
            continue;
        }
        let ours = ours(&told["records"], || Dataset::tfrecords(path(told).display().to_string()).open());
        row(&mut text, case, told, "records", &ours);
        seen += 1;
    }
    title(&mut text, "Examples in whole records, by `Dataset::examples`").expect("a text");
    for (case, told) in
        cases.iter().filter(|(case, told)| told["parse_single_example"].is_object() && *case != "ok")
    {
        let key = "parse_single_example";
        let ours = ours(&told[key], || Dataset::<Row>::examples(path(told).display().to_string()).open());
        row(&mut text, case, told, key, &ours);
        seen += 1;
    }
    title(&mut text, "Saved datasets, by `Dataset::load`").expect("a text");
    for (case, told) in cases.iter().filter(|(_, told)| told["load"].is_object()) {
        let ours = ours(&told["load"], || Dataset::<Row>::load(path(told)).open());
        row(&mut text, case, told, "load", &ours);
        seen += 1;
    }
    assert_eq!(seen, cases.len(), "every case is in one table");
    text
}

#[test]
fn is_what_happens() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/malformed.md");
    let made = table();
    if std::env::var_os("TFDATA_WRITE_DOCS").is_some() {
        std::fs::write(&file, &made).expect("written");
    }
    let kept = std::fs::read_to_string(&file).expect("docs/malformed.md");
    for (kept, made) in kept.lines().zip(made.lines()) {
        assert_eq!(
            kept, made,
            "docs/malformed.md (left) is not what happens; TFDATA_WRITE_DOCS=1 writes it anew"
        );
    }
    assert_eq!(kept.lines().count(), made.lines().count());
}
