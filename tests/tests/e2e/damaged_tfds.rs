//! TFDS directories with one thing wrong each: what is said names the file, the record and the component.

use std::fs;
use std::path::{Path, PathBuf};

use ndarray::Array3;
use tempfile::TempDir;
use tfdata::__format::{RecordReader, RecordWriter};
use tfdata::{Dataset, Element, Engine};
use tfdata_tests::{fixture, tensorflow};

#[derive(Debug, Element)]
struct Digit {
    #[element(shape = [28, 28, 1])]
    image: Array3<u8>,
    label: i64,
}

const MNIST: &str = "o01_tfds_mnist/tfds/mnist_small/3.0.1";

/// A copy of the directory, in a folder `mnist_small/3.0.1`.
fn copy() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("mnist_small/3.0.1");
    fs::create_dir_all(&path).expect("makes");
    for file in fs::read_dir(fixture(MNIST)).expect("reads") {
        let file = file.expect("a file");
        fs::write(path.join(file.file_name()), fs::read(file.path()).expect("reads")).expect("writes");
    }
    (dir, path)
}

fn refused(path: &Path, split: &str) -> String {
    let error = Dataset::<Digit>::tfds(path, split).open().expect_err("refused");
    error.to_string()
}

/// What each engine says when all is read.
fn read(path: &Path, split: &str) -> [String; 2] {
    tensorflow();
    let dataset = Dataset::<Digit>::tfds(path, split).open().expect("opens");
    [Engine::TensorFlow, Engine::Native].map(|engine| {
        let error = dataset.engine(engine).iter().and_then(|all| all.collect::<Result<Vec<_>, _>>());
        error.expect_err("damaged").to_string()
    })
}

fn edit(path: &Path, file: &str, from: &str, to: &str) {
    let text = fs::read_to_string(path.join(file)).expect("reads");
    assert!(text.contains(from), "{text}");
    fs::write(path.join(file), text.replacen(from, to, 1)).expect("writes");
}

/// Writes the records of a shard anew, as changed.
fn rewrite(file: &Path, change: impl Fn(u64, &mut Vec<u8>) -> bool) {
    let mut reader = RecordReader::open(file, None).expect("opens");
    let mut writer = RecordWriter::new(Vec::new());
    let mut number = 0;
    while let Some(record) = reader.next().expect("reads") {
        let mut record = record.to_vec();
        if change(number, &mut record) {
            writer.write(&record).expect("writes");
        }
        number += 1;
    }
    fs::write(file, writer.finish().expect("ends")).expect("writes");
}

#[test]
fn directories() {
    let (dir, path) = copy();
    let none = dir.path().join("nothing");
    assert_eq!(refused(&none, "train"), format!("{}: there is no such folder", none.display()));
    let empty = dir.path().join("empty");
    fs::create_dir(&empty).expect("makes");
    let said = refused(&empty, "train");
    assert!(
        said.contains("no `dataset_info.json` in it nor below it; give the folder of a version"),
        "{said}"
    );

    // The only version is found, and so is the folder of either file.
    for also in [dir.path().to_owned(), dir.path().join("mnist_small"), path.join("features.json")] {
        assert_eq!(
            Dataset::<Digit>::tfds(also, "test").open().expect("opens").stack().expect("stacks").len(),
            500
        );
    }
    fs::create_dir(dir.path().join("mnist_small/3.0.2")).expect("makes");
    fs::copy(path.join("dataset_info.json"), dir.path().join("mnist_small/3.0.2/dataset_info.json"))
        .expect("copies");
    let said = refused(dir.path(), "train");
    assert!(said.contains("it holds several datasets; give one of `"), "{said}");
    assert!(said.contains("3.0.1`, `") && said.contains("mnist_small/3.0.2`"), "{said}");
    let said = refused(&dir.path().join("mnist_small/3.0.2"), "train");
    assert!(said.contains("there is `dataset_info.json` in it, and no `features.json`"), "{said}");
}

#[test]
fn descriptions() {
    let (_dir, path) = copy();
    let said = refused(&path, "trian[:5%]");
    assert!(said.ends_with("there is no split `trian`; there are `train`, `test`"), "{said}");
    let said = refused(&path, "train[:3000]");
    assert!(said.ends_with("`train[:3000]`: `train` has 2000 records only"), "{said}");
    let said = refused(&path, "train[:10");
    assert!(said.contains("is no split; write `train`, `train[:10%]`"), "{said}");

    #[derive(Debug, Element)]
    struct Other {
        #[allow(dead_code)]
        lable: i32,
    }
    let said = Dataset::<Other>::tfds(&path, "train").open().expect_err("does not fit").to_string();
    assert!(said.contains("name it `label`"), "{said}");

    edit(&path, "features.json", "\"image\"", "\"hologram\"");
    edit(&path, "features.json", "\"image\": {", "\"picture\": {");
    let said = refused(&path, "train");
    assert!(said.contains("not supported are `hologram`: Image"), "{said}");
    edit(&path, "features.json", "{", "[");
    let said = refused(&path, "train");
    assert!(said.contains("features.json: not a features.json: "), "{said}");

    edit(&path, "dataset_info.json", "\"fileFormat\": \"tfrecord\"", "\"fileFormat\": \"array_record\"");
    let said = refused(&path, "train");
    assert!(
        said.contains("its files are in the format `array_record`, and only `tfrecord` is read"),
        "{said}"
    );
    edit(&path, "dataset_info.json", "\"500\"", "\"many\"");
    let said = refused(&path, "train");
    assert!(said.contains("split \"train\": a shard's length is no number"), "{said}");
}

#[test]
fn shards() {
    let (_dir, path) = copy();
    let shard = |number: usize| path.join(format!("mnist_small-train.tfrecord-0000{number}-of-00004"));

    rewrite(&shard(1), |number, _| number < 498);
    for said in read(&path, "train") {
        assert!(said.contains("00001-of-00004"), "{said}");
        assert!(said.contains("it has 498 records") && said.contains("promise"), "{said}");
    }
    // What is not read does not matter.
    let first = Dataset::<Digit>::tfds(&path, "train[:500]").open().expect("opens");
    assert_eq!(first.engine(Engine::Native).stack().expect("stacks").len(), 500);

    let whole = fs::read(shard(2)).expect("reads");
    fs::write(shard(2), &whole[..whole.len() - 20]).expect("writes");
    for said in read(&path, "train[1000:1500]") {
        assert!(said.contains("00002-of-00004"), "{said}");
    }

    fs::remove_file(shard(3)).expect("removes");
    let said = refused(&path, "train");
    assert!(said.contains("there is no `mnist_small-train.tfrecord-00003-of-00004`"), "{said}");
    assert!(Dataset::<Digit>::tfds(&path, "train[:75%]").open().is_ok());
}

#[test]
fn pictures() {
    let (_dir, path) = copy();
    let shard = path.join("mnist_small-train.tfrecord-00000-of-00004");
    // The 70th picture gets a wrong byte behind its header.
    rewrite(&shard, |number, record| {
        if number == 70 {
            let png = record.windows(4).position(|bytes| bytes == b"IDAT").expect("a picture");
            record[png + 8] ^= 0x55;
        }
        true
    });
    let [tensorflow, native] = read(&path, "train[50:100]");
    for said in [&tensorflow, &native] {
        assert!(said.contains("mnist_small-train.tfrecord-00000-of-00004"), "{said}");
        assert!(said.contains("record 70") && said.contains("component `image`"), "{said}");
    }
    assert!(native.contains("element 20"), "{native}");

    // It is not looked at by a type that does not read it.
    #[derive(Element)]
    struct Label {
        label: i64,
    }
    let labels = Dataset::<Label>::tfds(&path, "train[50:100]").open().expect("opens");
    assert_eq!(labels.stack().expect("stacks").label.len(), 50);

    // A picture of another size than features.json says.
    edit(&path, "features.json", "\"28\"", "\"27\"");
    #[derive(Debug, Element)]
    struct Any {
        image: Array3<u8>,
    }
    let any = Dataset::<Any>::tfds(&path, "test[:5]").open().expect("opens");
    let said = any.engine(Engine::Native).stack().map(drop).expect_err("another size").to_string();
    assert!(
        said.contains(
            "component `image`: it has the shape [28, 28, 1], and `features.json` promises [27, 28, 1]"
        ),
        "{said}"
    );
    let _ = any.iter().map(|mut all| all.next().map(|one| one.map(|one| one.image)));
}
