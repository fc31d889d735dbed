//! `stack` of files of several blocks, whose values the native engine adds to the columns itself: the same arrays as
//! TensorFlow's, for each kind of column, whatever is done with the records; and the same error as one by one.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tfdata::{Bytes, Dataset, Element, Engine, Error, ExampleWriter, Options, Ragged};
use tfdata_tests::{both, tensorflow};

#[derive(Element)]
struct Written {
    id: i64,
    image: Bytes,
    mag: Option<f32>,
    name: String,
    place: Option<Bytes>,
    tokens: Ragged<i64>,
    x: [f32; 5],
}

/// In another order.
#[derive(Clone, Debug, Element, PartialEq)]
struct Read {
    x: [f32; 5],
    #[element(rename = "id")]
    number: i64,
    tokens: Ragged<i64>,
    place: Bytes,
    mag: f32,
    image: Bytes,
    name: String,
}

/// Numbers that look random.
fn random(number: u64) -> u64 {
    let word = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (word ^ word >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 16
}

fn element(id: u64) -> Written {
    let any = random(id);
    // Some strings are longer than a piece of the memory that others share.
    let length = if any.is_multiple_of(500) { 20_000 } else { any % 900 };
    let tokens = (0..any % 90).map(|token| (random(id * 100 + token) >> (token % 48)) as i64);
    let tokens: Vec<i64> = tokens.map(|token| if token % 11 == 0 { -token } else { token }).collect();
    Written {
        id: id as i64,
        image: vec![any as u8; length as usize].into(),
        mag: (!any.is_multiple_of(3)).then_some(any as f32),
        name: format!("no {id}"),
        place: (!any.is_multiple_of(4)).then(|| format!("place {any}").into()),
        tokens: Ragged::new(tokens.into_iter().collect::<ndarray::Array1<_>>().into_dyn(), vec![])
            .expect("a row"),
        x: [0, 1, 2, 3, 4].map(|at| (any >> at) as f32),
    }
}

fn written(dir: &TempDir, files: u64, records: u64) -> Vec<PathBuf> {
    let write = |file: u64| {
        let path = dir.path().join(format!("data-{file}"));
        let mut writer = ExampleWriter::<Written>::create(&path).expect("a file");
        writer.write_all((0..records).map(|number| element(file * records + number))).expect("writes");
        writer.finish().expect("ends");
        path
    };
    (0..files).map(write).collect()
}

fn read(dir: &Path) -> Dataset<Read> {
    let examples = Dataset::<Read>::examples(dir.join("data-*").display().to_string());
    examples
        .default_value("mag", 0.5_f32)
        .default_value("place", Bytes::from("nowhere"))
        .open()
        .expect("opens")
}

#[test]
fn the_same_as_in_tensorflow() {
    tensorflow();
    let dir = tempfile::tempdir().expect("a directory");
    written(&dir, 2, 3000);
    let all = read(dir.path());
    let plans = [
        all.clone(),
        all.take(3500),
        all.skip(2999).take(2),
        all.skip(100).prefetch(2),
        all.repeat(2).take(7000),
        all.concatenate(&all.take(10)),
        all.shard(3, 1),
        all.cache().take(5000),
    ];
    for plan in plans {
        for threads in [1, 2, 3] {
            let [theirs, ours] = both(&plan.with_options(Options::new().threads(threads)));
            let (theirs, ours) = (theirs.stack().expect("theirs"), ours.stack().expect("ours"));
            assert_eq!(ours, theirs, "{}", plan.explain());
            assert!(ours.len() >= 2);
        }
    }
}

#[test]
fn up_to_the_same_error_as_one_by_one() {
    let dir = tempfile::tempdir().expect("a directory");
    let [path] = written(&dir, 1, 3000).try_into().expect("a file");
    let sound = std::fs::read(&path).expect("the file");
    for at in (0..8).map(|part| sound.len() * (2 * part + 1) / 16) {
        let mut damaged = sound.clone();
        damaged[at] ^= 4;
        std::fs::write(&path, &damaged).expect("room");
        for threads in [1, 2] {
            let ds = read(dir.path()).engine(Engine::Native).with_options(Options::new().threads(threads));
            let alone = ds.iter().expect("starts").find_map(Result::err).expect("damage");
            let stacked = ds.stack().expect_err("damage");
            let Error::Damaged { element, ref place, .. } = stacked else { panic!("{stacked}") };
            assert!(element > 0 && place.record == Some(element), "{stacked}");
            assert_eq!(stacked.to_string(), alone.to_string());
            let before = ds.take(element as usize).stack().expect("what is in front of it");
            assert_eq!(before.len() as u64, element);
        }
    }
}

#[test]
fn values_that_are_no_item_are_told() {
    #[derive(Element)]
    struct Lists {
        id: ndarray::Array1<i64>,
        x: ndarray::Array1<f32>,
    }
    #[derive(Debug, Element, PartialEq)]
    struct Single {
        id: i64,
        x: f32,
    }
    let dir = tempfile::tempdir().expect("a directory");
    for (wrong, ids) in [(5000, 2), (4999, 0), (0, 3)] {
        let path = dir.path().join("data-0");
        let mut writer = ExampleWriter::<Lists>::create(&path).expect("a file");
        for number in 0..30_000 {
            let ids = if number == wrong { ids } else { 1 };
            writer
                .write(Lists { id: (0..ids).collect(), x: ndarray::arr1(&[number as f32]) })
                .expect("writes");
        }
        writer.finish().expect("ends");
        let ds = Dataset::<Single>::examples(path.display().to_string()).open().expect("opens");
        let ds = ds.engine(Engine::Native);
        let (alone, stacked) =
            (ds.iter().expect("starts").find_map(Result::err), ds.stack().expect_err("no item"));
        assert_eq!(stacked.to_string(), alone.expect("no item").to_string());
        let Error::Damaged { element, place, .. } = stacked else { panic!("{stacked}") };
        assert_eq!((element, place.component.as_deref()), (wrong, Some("id")));
    }
}
