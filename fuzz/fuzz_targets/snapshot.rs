//! Directories that `ds.save` wrote: their tensors, their metadata, and the whole of them.

#![no_main]

use std::fs;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use tfdata::__format::{SavedDataset, SnapshotTensor, TensorData};
use tfdata::{Dataset, Engine, Value};
use tfdata_fuzz::memory::within;
use tfdata_fuzz::{frame, input};

/// A reader's buffers, a decompressor's state and an iteration.
const BUFFERS: usize = 2 << 20;

fn tensor(bytes: &[u8]) {
    let Ok(tensor) = SnapshotTensor::parse(bytes) else { return };
    match &tensor.data {
        TensorData::Plain(items) => {
            assert_eq!(Some(items.len()), tensor.dtype.size().map(|size| size * tensor.items()));
            let _ = tensor.to_i64();
        }
        TensorData::Strings(items) => assert_eq!(items.iter().count(), tensor.items()),
        TensorData::Variants(items) => {
            assert_eq!(items.iter().count(), tensor.items());
            for variant in tensor.variants().into_iter().flatten() {
                let _ = variant.clone().into_tensor();
                let _ = variant.into_ragged();
            }
        }
    }
}

fn metadata(bytes: &[u8]) {
    within_dir(|dir| {
        fs::write(dir.join("snapshot.metadata"), bytes).expect("room for a file");
        within(BUFFERS + 64 * bytes.len(), || {
            let _ = SavedDataset::open(dir);
        });
    });
}

/// `spec`, `metadata` and `shard` as a directory, read through the native engine.
fn whole(spec: &[u8], metadata: &[u8], shard: &[u8]) {
    let run = tfdata_spec::proto::read_snapshot_metadata(metadata).map(|metadata| metadata.run_id);
    let Some(run) = run.ok().filter(|run| !run.is_empty() && run.len() < 100 && is_plain(run)) else {
        return;
    };
    within_dir(|dir| {
        let folder = dir.join(run).join("00000000.shard");
        fs::create_dir_all(&folder).expect("room for a folder");
        fs::write(folder.join("00000000.snapshot"), shard).expect("room for a file");
        fs::write(dir.join("dataset_spec.pb"), spec).expect("room for a file");
        fs::write(dir.join("snapshot.metadata"), metadata).expect("room for a file");
        let size = spec.len() + metadata.len() + shard.len();
        within(BUFFERS + 1024 * size, || {
            let Ok(dataset) = Dataset::<Value>::load(dir).open() else { return };
            let Ok(elements) = dataset.engine(Engine::Native).iter() else { return };
            for element in elements {
                if element.is_err() {
                    break;
                }
            }
        });
    });
}

fn is_plain(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A new directory, in memory where the system has such.
fn within_dir(run: impl FnOnce(&Path)) {
    let memory = Path::new("/dev/shm");
    let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    run(dir.expect("room for a folder").path());
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&way, bytes)) = bytes.split_first() else { return };
    match way % 4 {
        0 => within((64 << 10) + 512 * bytes.len(), || tensor(bytes)),
        1 => metadata(bytes),
        way => {
            if let [spec, metadata, shard] = *input::parts(bytes, 3) {
                let mut shard = shard.to_vec();
                if way == 2 {
                    frame::mend(&mut shard);
                }
                whole(spec, metadata, &shard);
            }
        }
    }
});
