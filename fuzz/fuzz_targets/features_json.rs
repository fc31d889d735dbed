//! `features.json` and `dataset_info.json` of TFDS directories.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tfdata_fuzz::memory::within;
use tfdata_spec::tfds::{read_dataset_info, read_features};

fn read(text: &str) {
    if let Ok(mut features) = read_features(text) {
        for (file, _) in features.label_files() {
            features.set_labels(&file, "cat\ndog\n");
        }
        if let Ok(spec) = features.element_spec() {
            let _ = (spec.to_string(), spec.one_line(), spec.rust_type());
            assert_eq!(spec.components().len(), spec.component_count());
            assert_eq!(read_features(text).and_then(|features| features.element_spec()).as_ref(), Ok(&spec));
        }
    }
    if let Ok(info) = read_dataset_info(text) {
        for split in &info.splits {
            assert_eq!(split.files.len(), split.shard_lengths.len());
            assert!(split.files.iter().all(|file| !file.contains(['/', '\\'])));
            assert!(info.split(&split.name).is_some());
            let _ = (split.len(), split.is_empty());
        }
    }
}

fuzz_target!(|input: &[u8]| {
    let Ok(text) = std::str::from_utf8(input) else { return };
    // A shard's length of two characters gives a file name of as many as the dataset's and the split's have.
    within((256 << 10) + 256 * text.len() + text.len() * text.len(), || read(text));
});
