//! The files, made once below the target directory: the same bytes on every machine.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use prost::Message;
use tfdata::__format::RecordWriter;

use super::job::{Job, Kind};
use super::message::{Entry, Feature, OrderedExample, OrderedFeatures};
use crate::error::Error;

/// The files of a job.
pub(crate) const SHARDS: usize = 4;
/// Changes where the data does.
const VERSION: u32 = 1;
/// Tokens are numbers below this.
const VOCABULARY: usize = 128_000;

/// Numbers that look random, the same in every run (splitmix64).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let word = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn float(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1 << 20) as f32 - 8.0
    }
}

/// The directory of a job's files; they are made if they are not there.
pub(crate) fn prepare(job: Job, records: usize, home: &Path) -> Result<PathBuf, Error> {
    let folder = home.join(format!("{}-{records}-v{VERSION}", job.name()));
    let failed = |source| Error::Prepare { path: folder.clone(), source };
    if !folder.is_dir() {
        eprintln!("making {records} records of {}", job.describe());
        // What was broken off is not taken for whole.
        let unfinished = folder.with_extension("unfinished");
        fs::create_dir_all(&unfinished).map_err(failed)?;
        write(job, records, &unfinished).map_err(failed)?;
        fs::rename(&unfinished, &folder).map_err(failed)?;
    }
    Ok(folder)
}

/// A job's files, in order.
pub(crate) fn files(job: Job, folder: &Path) -> Vec<PathBuf> {
    let end = if job == Job::Gzip { ".gz" } else { "" };
    let name = |shard| format!("data-{shard:05}-of-{SHARDS:05}.tfrecord{end}");
    (0..SHARDS).map(|shard| folder.join(name(shard))).collect()
}

fn write(job: Job, records: usize, folder: &Path) -> io::Result<()> {
    let mut random = Random(job.records() as u64);
    for (shard, path) in files(job, folder).iter().enumerate() {
        let count = records * (shard + 1) / SHARDS - records * shard / SHARDS;
        let file = BufWriter::new(File::create(path)?);
        if job == Job::Gzip {
            let file = flate2::write::GzEncoder::new(file, flate2::Compression::default());
            shard_to(job, count, &mut random, file)?.finish()?.flush()?;
        } else {
            shard_to(job, count, &mut random, file)?;
        }
    }
    Ok(())
}

fn shard_to<W: Write>(job: Job, count: usize, random: &mut Random, file: W) -> io::Result<W> {
    let mut writer = RecordWriter::new(file);
    for _ in 0..count {
        writer.write(&example(job, random).encode_to_vec())?;
    }
    writer.finish()
}

fn example(job: Job, random: &mut Random) -> OrderedExample {
    let mut feature = Vec::new();
    for (key, kind) in job.fields() {
        let shuffled = job == Job::TabularShuffled;
        if shuffled && kind != Kind::Text && random.below(10) == 0 {
            continue;
        }
        let value = match (kind, job) {
            (Kind::Raw, _) => Feature::bytes(image(random)),
            (Kind::Floats, Job::Wide) => Feature::floats((0..1024).map(|_| random.float()).collect()),
            (Kind::Floats, _) => Feature::floats(vec![random.float()]),
            (Kind::Int, Job::Mnist | Job::Gzip) => Feature::ints(vec![random.below(10) as i64]),
            (Kind::Int, _) => Feature::ints(vec![random.below(1 << (4 + 8 * (key.len() - 1))) as i64]),
            (Kind::Ints, _) => {
                let tokens = 10 + random.below(191);
                Feature::ints((0..tokens).map(|_| random.below(VOCABULARY) as i64).collect())
            }
            (Kind::Text, _) => Feature::bytes(text(random)),
        };
        feature.push(Entry { key, value: Some(value) });
    }
    if job == Job::TabularShuffled {
        for at in (1..feature.len()).rev() {
            feature.swap(at, random.below(at + 1));
        }
    }
    OrderedExample { features: Some(OrderedFeatures { feature }) }
}

/// 28 rows with a stroke in most of them.
fn image(random: &mut Random) -> Vec<u8> {
    let mut image = vec![0; 784];
    for row in image.chunks_exact_mut(28).skip(4).take(20) {
        let (start, len) = (4 + random.below(14), 2 + random.below(6));
        for pixel in row.iter_mut().skip(start).take(len) {
            *pixel = 128 + random.below(128) as u8;
        }
    }
    image
}

/// From 4 to 15 letters.
fn text(random: &mut Random) -> Vec<u8> {
    let len = 4 + random.below(12);
    (0..len).map(|_| b'a' + random.below(26) as u8).collect()
}
