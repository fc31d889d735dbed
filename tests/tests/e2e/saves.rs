//! Saved datasets that are cut, empty, of unequal shapes, or not text: said at every verb, lost at none.

use std::path::{Path, PathBuf};

use ndarray::Array1;
use tfdata::{Bytes, Dataset, Element, Engine, Error};
use tfdata_tests::{Part, Truth, both, compare, fixture, tensorflow};

/// Through both engines.
fn load<E: Element>(name: &str) -> [Dataset<E>; 2] {
    tensorflow();
    both(&Dataset::load(fixture(&format!("extra/saves/{name}"))).open().expect(name))
}

#[derive(Element)]
struct Item {
    feat: [f32; 3],
    id: i64,
    name: String,
}

#[test]
fn whole() {
    let truth = Truth::open("extra/saves/truth/full");
    for items in load::<Item>("full") {
        for (number, item) in items.iter().expect("iterates").enumerate() {
            compare!(truth, Part::Element(number), item.expect("an item"), "", [feat, id, name]);
        }
        compare!(truth, Part::Stacked, items.stack().expect("stacks"), "", [feat, id, name]);
        compare!(truth, Part::Stacked, items.batch(3).concat().expect("joins"), "", [feat, id, name]);
    }
}

#[track_caller]
fn assert_truncated(result: Result<impl Sized, Error>) {
    let error = result.map(drop).expect_err("cut");
    let Error::Truncated { dataset, expected: 7, got: 4 } = &error else { panic!("{error}") };
    assert!(dataset.contains("extra/saves/cut"), "{error}");
}

/// That elements are missing is said; of a file that ends within one, also where.
#[track_caller]
fn assert_short<T>(name: &str, result: Result<T, Error>) {
    if name == "cut" {
        return assert_truncated(result);
    }
    let error = result.map(drop).expect_err("elements are missing");
    let Error::Damaged { element: 4, place, .. } = &error else { panic!("{error}") };
    assert!(place.file.ends_with("00000000.shard/00000000.snapshot"), "{error}");
    assert_eq!(place.record, Some(13), "{error}");
}

/// TensorFlow takes what is left for the whole.
#[test]
fn cut() {
    for (name, items) in ["cut", "cut_inside_element"]
        .into_iter()
        .flat_map(|name| load::<Item>(name).map(|items| (name, items)))
    {
        let mut elements = items.iter().expect("iterates");
        for number in 0..4 {
            assert_eq!(elements.next().expect("four elements").expect("whole").id, number, "{name}");
        }
        assert_short(name, elements.next().expect("the end is not reached"));
        assert!(matches!(elements.next(), Some(Err(Error::Poisoned))), "{name}");
        assert_short(name, items.stack());
        assert_short(name, items.batch(3).concat());
        assert_short(name, items.batch(3).unbatch().stack());
        assert_short(name, items.repeat(2).stack());
        assert_short(name, items.enumerate().cache().prefetch(2).stack());
        let [first, last] = [items.take(4), items.skip(2)];
        assert_eq!(first.stack().expect("they are there").len(), 4);
        assert_short(name, last.stack());
    }
}

pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        match path.is_dir() {
            true => copy(&path, &to),
            false => drop(std::fs::copy(&path, &to).expect("copied")),
        }
    }
}

/// The folder of the run is empty, as TensorFlow writes it, or missing, as version control brings it.
#[test]
fn empty() {
    let scratch = tempfile::tempdir().expect("a folder");
    let written = scratch.path().join("empty");
    copy(&fixture("extra/saves/empty"), &written);
    tensorflow();
    let mut folders: Vec<PathBuf> = vec![fixture("extra/saves/empty")];
    if !folders[0].join("3490679605005759495").exists() {
        let metadata = std::fs::read(written.join("snapshot.metadata")).expect("metadata");
        let metadata = tfdata_spec::proto::read_snapshot_metadata(&metadata).expect("metadata");
        std::fs::create_dir_all(written.join(metadata.run_id)).expect("a folder");
    }
    folders.push(written);
    for folder in folders {
        for items in both(&Dataset::<Item>::load(&folder).open().expect("opens")) {
            assert!(items.iter().expect("iterates").next().is_none());
            for none in [items.stack().expect("stacks"), items.batch(2).concat().expect("joins")] {
                assert_eq!((none.len(), none.feat.dim()), (0, (0, 3)));
            }
        }
    }
}

#[test]
fn unequal() {
    #[derive(Element)]
    struct Row {
        id: i32,
        vec: Array1<i32>,
    }
    let truth = Truth::open("extra/edge/truth/unequal");
    for rows in load::<Row>("unequal") {
        let read: Vec<_> = rows.iter().expect("iterates").collect::<Result<_, _>>().expect("elements");
        truth.assert_elements("id", read.iter().map(|row| &row.id));
        truth.assert_elements("vec", read.iter().map(|row| &row.vec));
        let error = rows.stack().map(drop).expect_err("[5] after [2]");
        let Error::Unequal { path, element: 3, first, got } = &error else { panic!("{error}") };
        assert_eq!((path.as_str(), &first[..], &got[..]), ("vec", &[2][..], &[5][..]));
        let padded = rows.engine(Engine::Auto).padded_batch(5).concat().expect("pads");
        assert_eq!(padded.vec.shape(), [5, 5]);
    }
}

#[test]
fn not_utf8() {
    #[derive(Element)]
    struct Text {
        one: String,
    }
    #[derive(Element)]
    struct Raw {
        one: Bytes,
        two: Array1<Bytes>,
    }
    for text in load::<Text>("not_utf8") {
        for error in [
            text.stack().map(drop),
            text.iter().expect("iterates").try_for_each(|one| one.map(|text| drop(text.one))),
        ] {
            let error = error.expect_err("\\xff\\xfe");
            let Error::Utf8 { path, element: 2, item: 0, valid_up_to: 0 } = &error else { panic!("{error}") };
            assert_eq!(path, "one");
        }
    }
    let truth = Truth::open("extra/edge/truth/not_utf8");
    for raw in load::<Raw>("not_utf8") {
        compare!(truth, Part::Stacked, raw.stack().expect("stacks"), "", [one, two]);
    }
}
