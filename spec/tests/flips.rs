//! Real files with bits flipped here and there, the same in every run: readers say so, or read on; none panics.

mod common;

use common::fixture;
use tfdata_spec::proto::{read_snapshot_metadata, read_structured_value};
use tfdata_spec::tfds::{read_dataset_info, read_features};

/// Numbers that look random (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let word = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) % end as u64) as usize
    }
}

/// Ten thousand times one of the files, with one to four bits flipped, sometimes cut off; how many were still read.
fn flipped(files: &[&str], read: impl Fn(&[u8]) -> bool) -> usize {
    let files: Vec<Vec<u8>> = files.iter().map(|file| fixture(file)).collect();
    assert!(files.iter().all(|file| read(file)), "the files are sound");
    let mut random = Random(files.len() as u64);
    (0..10_000)
        .filter(|_| {
            let mut bytes = files[random.below(files.len())].clone();
            for _ in 0..=random.below(4) {
                let at = random.below(bytes.len());
                bytes[at] ^= 1 << random.below(8);
            }
            if random.below(8) == 0 {
                bytes.truncate(random.below(bytes.len()));
            }
            read(&bytes)
        })
        .count()
}

#[test]
fn structured_values() {
    let files = [
        "o07_save_wine_dtypes/default/dataset_spec.pb",
        "o07_save_wine_dtypes/batched50/dataset_spec.pb",
        "o08_save_flights_ragged/default/dataset_spec.pb",
        "o08_save_flights_ragged/ragged_batch16/dataset_spec.pb",
    ];
    let read = flipped(&files, |bytes| {
        let spec = read_structured_value(bytes);
        if let Ok(spec) = &spec {
            let _ = (spec.to_string(), spec.rust_type(), spec.components(), spec.batched(None));
        }
        spec.is_ok()
    });
    assert!((1..10_000).contains(&read), "{read}: the flips are too few, or too many");
}

#[test]
fn snapshot_metadata() {
    let files = ["o07_save_wine_dtypes/default/snapshot.metadata"];
    let read = flipped(&files, |bytes| read_snapshot_metadata(bytes).is_ok());
    assert!((1..10_000).contains(&read), "{read}");
}

#[test]
fn features_and_dataset_info() {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
    let folders = [
        "o01_tfds_mnist/tfds/mnist_small/3.0.1",
        "o02_tfds_spam/tfds/spam_assassin_small/1.0.0",
        "o03_tfds_objects/tfds/photo_objects/1.1.0",
    ];
    let features = folders.map(|folder| format!("{folder}/features.json"));
    let read = flipped(&features.each_ref().map(String::as_str), |bytes| {
        let Some(Ok(mut features)) = text(bytes).as_deref().map(read_features) else { return false };
        for (file, _) in features.label_files() {
            features.set_labels(&file, "one\ntwo\n");
        }
        features.element_spec().map(|spec| spec.to_string()).is_ok()
    });
    assert!((1..10_000).contains(&read), "{read}");
    let infos = folders.map(|folder| format!("{folder}/dataset_info.json"));
    let read = flipped(&infos.each_ref().map(String::as_str), |bytes| {
        let info = text(bytes).as_deref().map(read_dataset_info);
        let names = |info: tfdata_spec::tfds::TfdsInfo| info.splits.into_iter().flat_map(|split| split.files);
        match info {
            Some(Ok(info)) => names(info).all(|file| !file.contains(['/', '\\'])),
            _ => false,
        }
    });
    assert!((1..10_000).contains(&read), "{read}");
}
