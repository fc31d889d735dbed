//! Fills `corpus/` from the fixtures: `cargo run --example seed`, in this directory.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tfdata::__format::RecordReader;
use tfdata_fuzz::input::joined;

/// Longer inputs slow a fuzzer down.
const MOST: usize = 16 << 10;

/// Many of the first record, then of the others, then some of each in turn.
const ORDER: [u8; 8] = [0xf0, 0xf1, 0x42, 0, 1, 2, 0x51, 0xf0];

fn main() -> io::Result<()> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fixtures = home.join("../tests/fixtures");
    let mut files = Vec::new();
    walk(&fixtures, &mut files)?;
    let mut corpus = Corpus { home: home.join("corpus"), count: 0 };
    for file in &files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let path = file.strip_prefix(&fixtures).unwrap_or(file).to_string_lossy().into_owned();
        if name.ends_with(".json") && !path.contains("truth") {
            corpus.add("features_json", &fs::read(file)?)?;
        } else if name.ends_with(".pb") || name == "snapshot.metadata" {
            let bytes = fs::read(file)?;
            corpus.add("structured_value", &bytes)?;
            if name == "snapshot.metadata" {
                corpus.add("snapshot", &[&[1], bytes.as_slice()].concat())?;
                saved(&mut corpus, file)?;
            }
        } else if name.contains(".snapshot") {
            for tensor in records(file) {
                corpus.add("snapshot", &[&[0], tensor.as_slice()].concat())?;
            }
            framing(&mut corpus, &fs::read(file)?)?;
        } else if name.contains("tfrecord") {
            framing(&mut corpus, &fs::read(file)?)?;
            pictures(&mut corpus, &records(file))?;
            let sequences = path.contains("seqex");
            let targets: &[&str] = match sequences {
                true => &["sequence_example"],
                false => &["example", "example_paths", "example_columns"],
            };
            let records = records(file);
            let records: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
            for some in records.chunks(3) {
                let Some(input) = joined(some) else { continue };
                let ordered = joined(&[&[&ORDER[..]], some].concat()).unwrap_or_default();
                for target in targets {
                    match *target {
                        "example_paths" | "example_columns" => {
                            corpus.add(target, &[&[0], input.as_slice()].concat())?;
                            corpus.add(target, &[&[1], ordered.as_slice()].concat())?;
                        }
                        _ => corpus.add(target, &input)?,
                    }
                }
                // The records with no index, with their own, and with one that moves a byte to the first of them.
                let lie = lie(some);
                for (way, change) in [(0, [0; 52]), (2, [0; 52]), (6, lie)] {
                    if let Some(input) = joined(&[&[&change[..]], some].concat()) {
                        corpus.add("kept_index", &[&[way], input.as_slice()].concat())?;
                    }
                }
            }
        }
    }
    for step in 0..24 {
        for target in ["example_paths", "example_columns"] {
            corpus.add(target, &recipe(step))?;
        }
    }
    println!("{} inputs below {}", corpus.count, corpus.home.display());
    Ok(())
}

struct Corpus {
    home: PathBuf,
    count: usize,
}

impl Corpus {
    fn add(&mut self, target: &str, input: &[u8]) -> io::Result<()> {
        let folder = self.home.join(target);
        fs::create_dir_all(&folder)?;
        if input.len() <= MOST {
            self.count += 1;
            fs::write(folder.join(format!("seed-{:05}", self.count)), input)?;
        }
        Ok(())
    }
}

/// What changes an index of these records so that the first one is a byte longer, and the second one shorter.
fn lie(records: &[&[u8]]) -> [u8; 52] {
    let mut change = [0; 52];
    if let [first, second, ..] = records {
        let (first, second) = (first.len() as u32, second.len() as u32);
        change[44..48].copy_from_slice(&(first ^ (first + 1)).to_le_bytes());
        change[48..].copy_from_slice(&(second ^ second.saturating_sub(1)).to_le_bytes());
    }
    change
}

/// Many records of one form, a change of each kind, and many of the other form; then integers of mixed lengths, and
/// strings that make entries about as long as fits a byte.
fn recipe(step: u8) -> Vec<u8> {
    let change = [step, step / 2, step * 5, step];
    let longer = [9, step, 63, 0, 5, 7, step, step, 0, 30];
    let mixed = [10, 9, 2, 7, 9, step, 9, 2, 128 + step, 9, 8, 131 + step, 0, 20];
    [&[2, 0, 34], change.as_slice(), &[0, 34], &change, &longer, &mixed].concat()
}

/// The file in each way that the target has.
fn framing(corpus: &mut Corpus, file: &[u8]) -> io::Result<()> {
    let file = &file[..file.len().min(MOST - 1)];
    (0..6).try_for_each(|way| corpus.add("framing", &[&[way], file].concat()))
}

/// The first picture of each record, with what lies behind it, as TFDS wants it and as it is.
fn pictures(corpus: &mut Corpus, records: &[Vec<u8>]) -> io::Result<()> {
    for record in records {
        let starts = [&b"\x89PNG"[..], b"\xff\xd8\xff"];
        let found = starts.iter().filter_map(|start| record.windows(start.len()).position(|at| at == *start));
        let Some(picture) = found.min().and_then(|at| record.get(at..)) else { continue };
        for wanted in [0, 1, 3, 4, 0x80] {
            corpus.add("pictures", &[&[wanted], picture].concat())?;
        }
    }
    Ok(())
}

/// A directory of a saved dataset, with the first elements of its first file.
fn saved(corpus: &mut Corpus, metadata: &Path) -> io::Result<()> {
    let Some(folder) = metadata.parent() else { return Ok(()) };
    let mut files = Vec::new();
    walk(folder, &mut files)?;
    let Some(shard) = files.iter().find(|file| file.extension().is_some_and(|end| end == "snapshot")) else {
        return Ok(());
    };
    let Ok(spec) = fs::read(folder.join("dataset_spec.pb")) else { return Ok(()) };
    let (metadata, shard) = (fs::read(metadata)?, fs::read(shard)?);
    for len in [shard.len(), shard.len().min(6000)] {
        if let Some(input) = joined(&[&spec, &metadata, &shard[..len]]) {
            corpus.add("snapshot", &[&[2], input.as_slice()].concat())?;
            corpus.add("snapshot", &[&[3], input.as_slice()].concat())?;
        }
    }
    Ok(())
}

/// The first records of a file, as many as can be read.
fn records(file: &Path) -> Vec<Vec<u8>> {
    let mut records = Vec::new();
    if let Ok(mut reader) = RecordReader::open(file, None) {
        while let (Ok(Some(record)), true) = (reader.next(), records.len() < 60) {
            records.push(record.to_vec());
        }
    }
    records
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    entries.sort();
    for entry in entries {
        if entry.is_dir() { walk(&entry, files)? } else { files.push(entry) }
    }
    Ok(())
}
