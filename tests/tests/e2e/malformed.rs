//! Malformed record files: what TensorFlow answers, its element counts and errors; and where it crashes the
//! process or passes over what is missing, an error of our own.

use std::path::Path;

use serde_json::Value;
use tfdata::{Bytes, Dataset, Element, Engine, Error, Place};
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
    ("frame_truncated_length", "record 2, byte 157: the file was cut short: 5 bytes are left"),
    ("frame_truncated_length_crc", "record 2, byte 157: the file was cut short: 10 bytes are left"),
    ("frame_trailing_3_bytes", "record 8, byte 618: the file was cut short: 3 bytes are left"),
    ("frame_huge_2_60", "record 2, byte 157: the record is said to have 1152921504606846976 bytes"),
    // Found by the same check, before TensorFlow fails at the element.
    ("frame_huge_2_63p5", "record 2, byte 157: the record is said to have 9223372036854775813 bytes"),
    ("frame_huge_2_64m1", "record 2, byte 157: the record is said to have 18446744073709551615 bytes"),
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

/// How many elements there are before the error, if there is one.
#[derive(Debug)]
struct Verdict {
    elements: u64,
    error: Option<Error>,
}

fn drained<E: Element>(ds: Result<Dataset<E>, Error>) -> Verdict {
    let mut elements = 0;
    let items = match ds.and_then(|ds| ds.iter()) {
        Ok(items) => items,
        Err(error) => return Verdict { elements, error: Some(error) },
    };
    for item in items {
        match item {
            Ok(_) => elements += 1,
            Err(error) => return Verdict { elements, error: Some(error) },
        }
    }
    Verdict { elements, error: None }
}

impl Verdict {
    fn brief(&self) -> (u64, bool) {
        (self.elements, self.error.is_some())
    }

    fn message(&self) -> String {
        self.error.as_ref().map_or_else(|| "no error".to_owned(), Error::to_string)
    }

    /// Of the error: which element, and where.
    fn damage(&self) -> Option<(u64, Place)> {
        match &self.error {
            Some(Error::Damaged { element, place, .. }) => Some((*element, (**place).clone())),
            Some(error) => panic!("{error:?} has no place"),
            None => None,
        }
    }
}

/// The cases that are files, with TensorFlow's verdict and the path.
fn each_file(mut check: impl FnMut(&str, &Value, &str)) {
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
        seen += 1;
        check(case, told, dir.join(file).to_str().expect("UTF-8"));
    }
    assert!(seen > 60, "{seen}");
}

#[test]
fn every_malformed_file_in_tensorflow() {
    tfdata::libtensorflow::load_or_install().expect("libtensorflow");
    every_malformed_file(Engine::TensorFlow, |case, records, _| {
        let Some((_, message)) = TENSORFLOW.iter().find(|(name, _)| *name == case) else { return false };
        let error = records.message();
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
        let error = got.message();
        assert!(
            got.elements == *elements && error.contains(message) && error.contains(case),
            "{case}: {got:?}"
        );
        true
    });
}

/// `differs` compares the cases in which the verdict is not TensorFlow's, and says whether this is one.
fn every_malformed_file(engine: Engine, differs: impl Fn(&str, &Verdict, &Verdict) -> bool) {
    each_file(|case, told, path| {
        let records = drained(Dataset::tfrecords(path).open().map(|ds| ds.engine(engine)));
        let rows = drained(Dataset::<Row>::examples(path).open().map(|ds| ds.engine(engine)));
        if differs(case, &records, &rows) {
            return;
        }
        assert_eq!(records.brief(), expected(&told["records"]), "{case}: {}", records.message());
        if told["parse_single_example"].is_object() {
            assert_eq!(rows.brief(), expected(&told["parse_single_example"]), "{case}: {}", rows.message());
            if rows.error.is_some() {
                let error = rows.message();
                assert!(error.contains(path) && error.contains("element 2"), "{case}: {error}");
            }
        }
    });
}

/// Compressed files of which TensorFlow gives nothing at all, and Rust the records up to the damage.
const NOTHING: [&str; 2] = ["gzip_bad_crc", "gzip_flipped"];

/// Every error has its place as data: the file, the element, the record or the byte, and the component where it is that
/// of one. It is the same in both engines, however the elements are taken.
#[test]
fn every_place_in_both_engines() {
    tfdata::libtensorflow::load_or_install().expect("libtensorflow");
    let mut of_components = 0;
    each_file(|case, told, path| {
        let by = |engine| {
            let records = drained(Dataset::tfrecords(path).open().map(|ds| ds.engine(engine)));
            let rows = drained(Dataset::<Row>::examples(path).open().map(|ds| ds.engine(engine)));
            [records, rows]
        };
        let [theirs, ours] = [Engine::TensorFlow, Engine::Native].map(by);
        for (theirs, ours) in theirs.iter().zip(&ours) {
            for (element, place) in [theirs.damage(), ours.damage()].into_iter().flatten() {
                assert_eq!(place.file, Path::new(path), "{case}");
                assert_eq!(place.record, Some(element), "{case}: {place:?}");
            }
            if theirs.error.is_some() && !NOTHING.contains(&case) {
                assert_eq!(theirs.damage(), ours.damage(), "{case}");
            }
        }
        // TensorFlow's words name the component, where it is that of one.
        let message = told["parse_single_example"]["error"]["message"].as_str().unwrap_or_default();
        let words: Vec<&str> = message.split([' ', '.', ':', ',']).filter(|word| !word.is_empty()).collect();
        let named = match words[..] {
            ["Key" | "Feature", name, ..] => Some(name.to_owned()),
            _ => None,
        };
        of_components += usize::from(named.is_some());
        for rows in [&theirs[1], &ours[1]] {
            if message.is_empty() {
                continue;
            }
            let (_, place) = rows.damage().expect("damage");
            assert_eq!(place.component, named, "{case}: {}", rows.message());
        }
        let rows = || Dataset::<Row>::examples(path).open().expect("opens").engine(Engine::TensorFlow);
        if let Some((element, place)) = theirs[1].damage().filter(|_| !NOTHING.contains(&case)) {
            let batches = drained(Ok(rows().batch(3)));
            let stacked = Verdict { elements: 0, error: rows().stack().err() };
            let shuffled = drained(Ok(rows().shuffle(4)));
            for other in [batches, stacked, shuffled] {
                assert_eq!(other.damage(), Some((element, place.clone())), "{case}: {}", other.message());
            }
        }
    });
    assert!(of_components > 10, "{of_components}");
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
    let mut wrong = Vec::new();
    each_file(|case, told, path| {
        if !told["parse_single_example"].is_object() {
            return;
        }
        let (elements, error) = expected(&told["parse_single_example"]);
        let other = OTHER_KINDS.iter().find(|(name, ..)| *name == case);
        let readable = other.map_or((!error, !error), |(_, maybe, any)| (*maybe, *any));
        let all = expected(&told["records"]).0;
        let verdict = |readable| if readable { (all, false) } else { (elements, true) };
        let ds = Dataset::<MayBeMissing>::examples(path).open();
        let got = drained(ds.map(|ds| ds.engine(Engine::TensorFlow)));
        if got.brief() != verdict(readable.0) {
            wrong.push(format!("{case}, optional: {got:?}"));
        }
        let ds = Dataset::<AnyNumber>::examples(path).open();
        let got = drained(ds.map(|ds| ds.engine(Engine::TensorFlow)));
        if got.brief() != verdict(readable.1) {
            wrong.push(format!("{case}, any number: {got:?}"));
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn expected(told: &Value) -> (u64, bool) {
    (told["elements_before_error"].as_u64().expect("a count"), !told["error"].is_null())
}

/// Of several files, the one that is damaged is named; where it is not known which, all that it can be.
#[test]
fn one_of_several_files() {
    tfdata::libtensorflow::load_or_install().expect("libtensorflow");
    let folder = tempfile::tempdir().expect("a folder");
    let copy = |case: &str, name: &str| {
        let to = folder.path().join(name);
        std::fs::copy(fixture(&format!("malformed/files/{case}.tfrecord")), &to).expect("copied");
        to
    };
    copy("ok", "a-0");
    let second = copy("ex_too_long", "a-1");
    let other = copy("frame_bad_data", "b-0");
    let rows = |pattern: &str| Dataset::<Row>::examples(folder.path().join(pattern).display().to_string());
    for engine in [Engine::TensorFlow, Engine::Native] {
        let in_order = rows("a-*").open().expect("opens").engine(engine);
        for dataset in [in_order.skip(3), in_order.shuffle(3), in_order.take(11)] {
            let (element, place) = drained(Ok(dataset)).damage().expect("damage");
            assert_eq!((element, &place.file, place.record), (10, &second, Some(2)), "{engine:?}");
        }
        let in_turn = rows("a-*").interleave(2).open().expect("opens").engine(engine);
        let (element, place) = drained(Ok(in_turn)).damage().expect("damage");
        assert_eq!((element, &place.file, place.record), (5, &second, Some(2)), "{engine:?}");
    }
    let both = [rows("a-1"), rows("b-0")].map(|rows| rows.open().expect("opens").engine(Engine::TensorFlow));
    let [first, last] = &both;
    let zipped = first.zip(last).iter().expect("starts").find_map(Result::err).expect("an error");
    let Error::TensorFlow { files, .. } = &zipped else { panic!("{zipped}") };
    assert_eq!(files, &[second, other]);

    let csv = folder.path().join("people.csv");
    std::fs::write(&csv, "id,age\n1,2\n2,\n").expect("written");
    let people = Dataset::<(i32, i32)>::csv(csv.display().to_string()).open().expect("opens");
    let error = people.engine(Engine::TensorFlow).stack().expect_err("no age");
    let Error::TensorFlow { files, .. } = &error else { panic!("{error}") };
    assert_eq!(files, &[csv]);
}
