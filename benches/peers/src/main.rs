//! `tfdata-bench-peers records JOB FOLDER REPEATS` and `decode PNG_FOLDER JPEG_FOLDER REPEATS`: time the ways and print
//! one line of JSON, on one processor.

#[allow(dead_code)]
#[path = "../../src/records/columns.rs"]
mod columns;
mod decode;
#[allow(dead_code)]
#[path = "../../src/records/job.rs"]
mod job;

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::PathBuf;
use std::time::Instant;

use columns::{Column, Sum, Value};
use job::Job;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use rustix::time::{ClockId, clock_gettime};
use serde::Serialize;
use tfrecord::protobuf::feature::Kind;
use tfrecord::{ExampleIter, RecordReaderConfig};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[derive(Serialize)]
struct Sample {
    wall: f64,
    cpu: f64,
    elements: usize,
    sum: Option<f64>,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    hold_to_one_processor();
    let samples = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["records", job, folder, repeats] => records(job, folder, repeats.parse()?)?,
        ["decode", png, jpeg, repeats] => decode::run(png, jpeg, repeats.parse()?)?,
        _ => return Err("for tfdata-bench itself".into()),
    };
    println!("{}", serde_json::to_string(&samples)?);
    Ok(())
}

type Samples = BTreeMap<&'static str, Vec<Sample>>;

fn records(job: &str, folder: &str, repeats: usize) -> Result<Samples> {
    let job = Job::named(job).ok_or("no such job")?;
    let files = files(folder)?;
    let mut samples = Samples::new();
    for _ in 0..repeats {
        let sample = time(
            || read(job, &files),
            |(rows, columns)| {
                let mut sum = Sum::default();
                columns.iter().for_each(|column| column.sum_into(&mut sum));
                (*rows, Some(sum.get()))
            },
        )?;
        samples.entry("tfrecord").or_default().push(sample);
        if job == Job::Gzip {
            samples.entry("inflate_libdeflate").or_default().push(time(|| inflate(&files), |_| (1, None))?);
        }
    }
    Ok(samples)
}

/// The files of a folder, in order.
fn files(folder: &str) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    Ok(files)
}

fn time<T>(run: impl FnOnce() -> Result<T>, sum: impl FnOnce(&T) -> (usize, Option<f64>)) -> Result<Sample> {
    let (started, cpu) = (Instant::now(), cpu_seconds());
    let result = run()?;
    let (wall, cpu) = (started.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    let (elements, sum) = sum(&result);
    Ok(Sample { wall, cpu, elements, sum })
}

fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

fn hold_to_one_processor() {
    let Ok(allowed) = sched_getaffinity(None) else { return };
    if let Some(last) = (0..CpuSet::MAX_CPU).rev().find(|cpu| allowed.is_set(*cpu)) {
        let mut one = CpuSet::new();
        one.set(last);
        let _ = sched_setaffinity(None, &one);
    }
}

/// Every record of the files through the `tfrecord` crate, checksums checked, as columns.
fn read(job: Job, files: &[PathBuf]) -> Result<(usize, Vec<Column>)> {
    let fields = job.fields();
    let mut columns: Vec<Column> = fields.iter().map(|(_, kind)| Column::new(*kind)).collect();
    let mut records = 0;
    for path in files {
        let file = BufReader::with_capacity(256 << 10, File::open(path)?);
        let file: Box<dyn Read> = match job {
            Job::Gzip => {
                let inflated = flate2::bufread::MultiGzDecoder::new(file);
                Box::new(BufReader::with_capacity(256 << 10, inflated))
            }
            _ => Box::new(file),
        };
        for example in ExampleIter::from_reader(file, RecordReaderConfig { check_integrity: true }) {
            let features = example?.features.unwrap_or_default();
            for ((name, _), column) in fields.iter().zip(&mut columns) {
                let value = match features.feature.get(name).and_then(|feature| feature.kind.as_ref()) {
                    None => Value::Missing,
                    Some(Kind::BytesList(list)) => {
                        Value::Bytes(list.value.first().map_or(&[], Vec::as_slice))
                    }
                    Some(Kind::FloatList(list)) => Value::Floats(&list.value),
                    Some(Kind::Int64List(list)) => Value::Ints(&list.value),
                };
                if !column.push(value) {
                    return Err(format!("{name} is of another kind").into());
                }
            }
            records += 1;
        }
    }
    Ok((records, columns))
}

/// Inflates the files with libdeflate: the number of bytes. It wants to know how many, which each file says at its
/// end.
fn inflate(files: &[PathBuf]) -> Result<usize> {
    let mut inflater = libdeflater::Decompressor::new();
    let (mut bytes, mut block) = (0, Vec::new());
    for path in files {
        let file = std::fs::read(path)?;
        let size = file.last_chunk().map_or(0, |size| u32::from_le_bytes(*size) as usize);
        if block.len() < size {
            block.resize(size, 0);
        }
        bytes += inflater.gzip_decompress(&file, &mut block)?;
    }
    Ok(bytes)
}
