//! Files with a bit flipped here and there: never a panic, and never wrong data where a checksum covers it.

use super::super::{
    Compression, Decompressed, ExampleParser, FeatureListValue, FeatureValue, RecordReader,
    SequenceExampleParser, SnapshotTensor, TensorData,
};
use super::messages::Value;
use super::truth::files;

/// A small generator of numbers that look random, the same in every run.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let word = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ word >> 31
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}

fn records_of(file: &[u8]) -> (Vec<Vec<u8>>, bool) {
    let mut reader = RecordReader::new(file);
    let mut records = Vec::new();
    loop {
        match reader.next() {
            Ok(Some(record)) => records.push(record.to_vec()),
            Ok(None) => return (records, true),
            Err(_) => return (records, false),
        }
    }
}

#[test]
fn every_flipped_bit_of_a_file_is_noticed() {
    let file = std::fs::read(&files("o12_seqex_unemployment/data", "none")[1]).unwrap();
    let (good, complete) = records_of(&file);
    assert!(complete);
    let mut random = Random(1);
    for _ in 0..10_000 {
        let mut bad = file.clone();
        let at = random.below(bad.len());
        bad[at] ^= 1 << random.below(8);
        let (records, complete) = records_of(&bad);
        assert!(!complete, "byte {at}");
        assert!(good.starts_with(&records));
    }
}

/// Records with flipped bits behind a right checksum, as a broken writer would leave them.
fn flipped(folder: &str, part: &str, seed: u64, mut with: impl FnMut(&[u8])) {
    let mut random = Random(seed);
    let records: Vec<Vec<u8>> =
        files(folder, part).iter().flat_map(|file| records_of(&std::fs::read(file).unwrap()).0).collect();
    for _ in 0..10_000 {
        let mut record = records[random.below(records.len())].clone();
        for _ in 0..=random.below(4) {
            // The beginning has the most structure.
            let end = if random.below(2) == 0 { record.len() } else { record.len().min(80) };
            let at = random.below(end);
            record[at] ^= 1 << random.below(8);
        }
        if random.below(8) == 0 {
            record.truncate(random.below(record.len()));
        }
        with(&record);
    }
}

#[test]
fn damaged_examples_never_panic_and_read_alike_whatever_came_before() {
    let names =
        ["id", "mag", "coordinates", "time_updated", "nst", "types", "felt", "code_bytes", "alert", "ids"];
    let mut parser = ExampleParser::new(names);
    flipped("o05_example_quakes/data", "none", 2, |record| {
        let (mut values, mut fresh) = ([FeatureValue::Missing; 10], [FeatureValue::Missing; 10]);
        let got = parser.parse(record, &mut values);
        let expected = ExampleParser::new(names).parse(record, &mut fresh);
        assert_eq!(got.is_ok(), expected.is_ok());
        if got.is_ok() {
            assert_eq!(values.each_ref().map(Value::from), fresh.each_ref().map(Value::from));
        }
    });
}

#[test]
fn damaged_sequence_examples_never_panic() {
    let mut parser =
        SequenceExampleParser::new(["series", "months", "words"], ["ym", "rate", "date", "by_year"]);
    flipped("o12_seqex_unemployment/data", "none", 3, |record| {
        let (mut context, mut lists) = ([FeatureValue::Missing; 3], [FeatureListValue::Missing; 4]);
        if parser.parse(record, &mut context, &mut lists).is_ok() {
            let all = lists.iter().flat_map(FeatureListValue::iter).map(|value| Value::from(&value));
            std::hint::black_box(all.chain(context.iter().map(Value::from)).count());
        }
    });
}

#[test]
fn damaged_tensors_never_panic() {
    for (part, seed) in [("default", 4), ("ragged_batch16", 5)] {
        let run =
            files(&format!("o08_save_flights_ragged/{part}"), "").into_iter().find(|path| path.is_dir());
        let shard = run.unwrap().join("00000000.shard");
        flipped(shard.to_str().unwrap(), "snapshot", seed, |record| {
            let Ok(tensor) = SnapshotTensor::parse(record) else { return };
            match &tensor.data {
                TensorData::Plain(bytes) => {
                    assert_eq!(Some(bytes.len()), tensor.dtype.size().map(|size| size * tensor.items()))
                }
                TensorData::Strings(strings) => assert_eq!(strings.iter().count(), tensor.items()),
                TensorData::Variants(variants) => {
                    assert_eq!(variants.iter().count(), tensor.items());
                    for variant in tensor.variants().into_iter().flatten() {
                        let _ = variant.clone().into_tensor();
                        let _ = variant.into_ragged();
                    }
                }
            }
        });
    }
}

/// The records of compressed content up to its end or the first error, and whether that was the end.
fn inflated(file: Vec<u8>, compression: Compression) -> (Vec<Vec<u8>>, bool) {
    let Ok(content) = Decompressed::from_reader(std::io::Cursor::new(file), Some(compression)) else {
        return (Vec::new(), false);
    };
    let mut reader = RecordReader::new(content);
    let mut records = Vec::new();
    loop {
        match reader.next() {
            Ok(Some(record)) => records.push(record.to_vec()),
            Ok(None) => return (records, true),
            Err(_) => return (records, false),
        }
    }
}

/// A flipped bit of a compressed file may be one that carries nothing, such as the time in gzip's header: then all
/// is as it was. Else it is noticed, and what was read before is right.
#[test]
fn a_flipped_bit_of_a_compressed_file_changes_nothing_unnoticed() {
    let save = |folder: &str| {
        let run = files(folder, "").into_iter().find(|path| path.is_dir()).unwrap();
        files(run.join("00000000.shard").to_str().unwrap(), "snapshot").remove(0)
    };
    let small = |name| files("malformed/files", name).remove(0);
    let cases = [
        (small("gzip_ok."), Compression::Gzip, 5_000),
        (small("zlib_ok."), Compression::Zlib, 5_000),
        (save("malformed/save/ok"), Compression::None, 5_000),
        (save("o07_save_wine_dtypes/gzip"), Compression::Gzip, 100),
        (save("o07_save_wine_dtypes/snappy"), Compression::Snappy, 100),
    ];
    for (seed, (path, compression, flips)) in cases.into_iter().enumerate() {
        let file = std::fs::read(&path).unwrap();
        let (good, complete) = inflated(file.clone(), compression);
        assert!(complete && !good.is_empty(), "{}", path.display());
        let mut random = Random(seed as u64 + 10);
        for _ in 0..flips {
            let mut bad = file.clone();
            let at = random.below(bad.len());
            bad[at] ^= 1 << random.below(8);
            let (records, complete) = inflated(bad, compression);
            assert!(good.starts_with(&records), "{} byte {at}", path.display());
            assert!(!complete || records == good, "{} byte {at}", path.display());
        }
    }
}

/// Snappy has no checksum of its own; the records' do.
#[test]
fn a_flipped_bit_of_a_snappy_file_changes_nothing_unnoticed() {
    let run = files("malformed/save/ok", "").into_iter().find(|path| path.is_dir()).unwrap();
    let content = std::fs::read(run.join("00000000.shard/00000000.snapshot")).unwrap();
    let block = snap::raw::Encoder::new().compress_vec(&content).unwrap();
    let file = [&(block.len() as u32).to_be_bytes()[..], &block].concat();
    let (good, complete) = inflated(file.clone(), Compression::Snappy);
    assert!(complete && good.len() > 8);
    let mut random = Random(20);
    for _ in 0..10_000 {
        let mut bad = file.clone();
        let at = random.below(bad.len());
        bad[at] ^= 1 << random.below(8);
        let (records, complete) = inflated(bad, Compression::Snappy);
        assert!(good.starts_with(&records), "byte {at}");
        assert!(!complete || records == good, "byte {at}");
    }
}
