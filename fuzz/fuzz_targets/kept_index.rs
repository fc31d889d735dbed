//! An index beside its file: one that is damaged or not the file's is as good as none, and one that lies leads to
//! errors or to records that stand in the file, and to nothing else.

#![no_main]

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use libfuzzer_sys::fuzz_target;
use tfdata::{Bytes, Dataset, Error, Indexed};
use tfdata_fuzz::folder::folder;
use tfdata_fuzz::frame::{framed, mend, sum_of};
use tfdata_fuzz::input::parts;
use tfdata_fuzz::memory::within;

fn open(path: &Path) -> Result<Indexed<Bytes>, Error> {
    Dataset::tfrecords(path.display().to_string()).open()?.random_access()
}

/// All records, each as it is or why it can't be read; or why none can.
fn all(path: &Path) -> Result<Vec<Result<Vec<u8>, String>>, String> {
    let records = open(path).map_err(|error| error.to_string())?;
    let record = |record: Result<Bytes, Error>| match record {
        Ok(record) => Ok(record.to_vec()),
        Err(error @ Error::Damaged { .. }) => Err(error.to_string()),
        Err(other) => panic!("an error that is not about a record: {other}"),
    };
    Ok(records.iter().map(record).collect())
}

/// Whether a record with this data, and sound checksums, begins at some byte of the file.
fn stands_in(file: &[u8], record: &[u8]) -> bool {
    let framed = framed(&[record]);
    file.windows(framed.len()).any(|bytes| bytes == framed)
}

fuzz_target!(|input: &[u8]| {
    let Some((&way, input)) = input.split_first() else { return };
    let parts = parts(input, 8);
    let Some((changes, records)) = parts.split_first() else { return };
    let dir = folder();
    let (path, index_path) =
        (dir.path().join("data.tfrecord"), dir.path().join("data.tfrecord.tfdata-index"));

    // The records, or bytes that may be some; always of the same time.
    let mut file = framed(records);
    if way & 1 != 0 {
        file = records.concat();
        mend(&mut file);
    }
    fs::write(&path, &file).expect("room for a file");
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    File::options().write(true).open(&path).expect("a file").set_modified(time).expect("a time");

    // The index that is its, or none; then changed.
    let without = all(&path);
    let mut index = Vec::new();
    if way & 2 != 0
        && let Ok(records) = open(&path)
    {
        records.write_index().expect("room for an index");
        assert_eq!(all(&path), without, "with its own index");
        index = fs::read(&index_path).expect("an index");
    }
    index.resize(index.len().max(changes.len()), 0);
    index.iter_mut().zip(changes.iter()).for_each(|(byte, change)| *byte ^= change);
    if way & 4 != 0
        && let Some((content, sum)) = index.split_last_chunk_mut::<4>()
    {
        *sum = sum_of(content);
    }
    fs::write(&index_path, &index).expect("room for an index");

    let with = within((4 << 20) + 64 * (file.len() + index.len()), || all(&path));
    let sound = index.split_last_chunk::<4>().is_some_and(|(content, sum)| *sum == sum_of(content));
    if !sound {
        assert_eq!(with, without, "a damaged index");
    } else if let Ok(records) = &with
        && with != without
    {
        assert!(records.iter().flatten().all(|record| stands_in(&file, record)), "a record of no file");
    }
});
