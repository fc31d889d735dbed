//! TFRecord files of `tf.train.Example` to arrays: Python's tf.data, `prost`, the `tfrecord` crate, the physical
//! limit, and tfdata.
//!
//! Each side runs in a process of its own. For every kind of files all sides run one after the other, and all that
//! again in each round, so that a slow minute of the machine hits all of them. What has one thread is held to one
//! processor.

pub(crate) mod columns;
pub(crate) mod data;
pub(crate) mod job;
mod limit;
mod message;
pub(crate) mod ours;
mod peer;
mod ratios;

use std::collections::BTreeMap;
use std::path::Path;

use columns::Sum;
use job::Job;
use tfdata::Engine;

use crate::error::Error;
use crate::measure::{self, Medians, Sample, Samples};
use crate::python::{self, Python, TENSORFLOW};
use crate::report::{self, Table};
use crate::{Options, external, process};

/// How often each way runs in a round.
const REPEATS: usize = 3;

/// What each way is called in the table.
const NAMES: [(&str, &str); 13] = [
    ("tfdata_python_one_thread", "Python: batch(1024).map(parse_example), one thread"),
    ("tfdata_python_parallel", "Python: the same, num_parallel_calls=AUTOTUNE, prefetch"),
    ("tfdata_python_interleave", "Python: the same, two files at a time"),
    ("tfdata_python_single", "Python: parse_example on one batch of all"),
    ("tfrecord", "the tfrecord crate, checksums on"),
    ("prost", "prost, checksums on"),
    ("inflate_zlib_rs", "inflate alone, zlib-rs"),
    ("inflate_libdeflate", "inflate alone, libdeflate"),
    ("limit", "limit: read, CRC, one copy"),
    ("ours", "tfdata: ds.stack(), one thread"),
    ("ours_two_threads", "tfdata: ds.stack(), two threads"),
    ("tensorflow", "tfdata: ds.stack() through Engine::TensorFlow"),
    ("tensorflow_batches", "tfdata: ds.batch(1024).iter() through Engine::TensorFlow"),
];

/// Runs the bench and prints its report.
pub(crate) fn run(options: &Options) -> Result<(), Error> {
    let python = Python::find()?;
    if python.version != TENSORFLOW {
        eprintln!("note: measured against TensorFlow {}, not {TENSORFLOW}", python.version);
    }
    let peers = external::Peers::build()?;
    let mut all: BTreeMap<Job, Samples> = BTreeMap::new();
    // Round 0 compares what the ways give, and warms up the files; its times are dropped.
    for round in 0..=options.rounds {
        eprintln!(
            "{}",
            if round == 0 { "comparing".into() } else { format!("round {round} of {}", options.rounds) }
        );
        for job in options.jobs() {
            let folder = data::prepare(job, options.records(job), &data_dir())?;
            let repeats = if round == 0 { 1 } else { REPEATS };
            let samples = sides(&python, &peers, job, &folder, repeats)?;
            check(job, options.records(job), &samples)?;
            if round > 0 {
                measure::collect(all.entry(job).or_default(), samples);
            }
        }
    }
    print(options, &all);
    Ok(())
}

/// Where the data is kept.
pub(crate) fn data_dir() -> std::path::PathBuf {
    python::target_dir().join("bench-data")
}

/// All sides, once.
fn sides(
    python: &Python,
    peers: &external::Peers,
    job: Job,
    folder: &Path,
    repeats: usize,
) -> Result<Samples, Error> {
    let mut samples = Samples::new();
    let repeats = repeats.to_string();
    let mut theirs = python.script("records.py");
    theirs.arg("time").arg(job.name()).arg(folder).arg(&repeats);
    measure::collect(&mut samples, measure::json_of("Python", &mut theirs)?);
    let mut crates = peers.command();
    crates.arg("records").arg(job.name()).arg(folder).arg(&repeats);
    measure::collect(&mut samples, measure::json_of("the crates", &mut crates)?);
    for what in ["peer", "one", "two", "tensorflow"] {
        let mut child = process::child(&["records", what, job.name()])?;
        child.env("TENSORFLOW_DIR", &python.tensorflow).env("TF_CPP_MIN_LOG_LEVEL", "3");
        child.arg(folder).arg(&repeats);
        measure::collect(&mut samples, measure::json_of(what, &mut child)?);
    }
    Ok(samples)
}

/// What a fresh process does.
pub(crate) fn child(arguments: &[&str]) -> Result<(), Error> {
    let [what, job, folder, repeats] = *arguments else {
        return Err(Error::Usage(process::FOR_ITSELF.into()));
    };
    let (job, folder) = (process::job(job)?, Path::new(folder));
    if matches!(what, "peer" | "one") {
        process::hold_to_one_processor();
    }
    if what == "tensorflow" {
        tfdata::libtensorflow::load().map_err(tfdata::Error::from)?;
    }
    let mut samples = Samples::new();
    let files = data::files(job, folder);
    let failed = |source| Error::Prepare { path: folder.to_owned(), source };
    for _ in 0..process::number(repeats)? {
        let mut add = |way: &str, sample: Sample| samples.entry(way.to_owned()).or_default().push(sample);
        match what {
            "peer" => add(
                "prost",
                measure::time(
                    || peer::read(job, &files).map_err(failed),
                    |(rows, columns)| {
                        let mut sum = Sum::default();
                        columns.iter().for_each(|column| column.sum_into(&mut sum));
                        (*rows, sum.get())
                    },
                )?,
            ),
            "one" => {
                // What stands in the ratio to it, close together.
                if job == Job::Gzip {
                    let inflate = || peer::inflate(&files).map_err(failed);
                    add("inflate_zlib_rs", measure::time(inflate, |_| (1, f64::NAN))?);
                } else {
                    let copied = || limit::copied(&files).map_err(failed);
                    add("limit", measure::time(copied, |(rows, _)| (*rows, f64::NAN))?);
                }
                add("ours", ours::open(job, folder, Engine::Native)?.stack()?);
            }
            "tensorflow" => {
                let opened = ours::open(job, folder, Engine::TensorFlow)?;
                add("tensorflow", opened.stack()?);
                let batches = || opened.stream(1024);
                add("tensorflow_batches", measure::time(batches, |elements| (*elements, f64::NAN))?);
            }
            _ => add("ours_two_threads", ours::open(job, folder, Engine::Native)?.stack()?),
        }
    }
    process::print(&samples)
}

/// All ways give the same arrays.
fn check(job: Job, records: usize, samples: &Samples) -> Result<(), Error> {
    let expected = samples["prost"][0].sum;
    for (way, samples) in samples {
        for sample in samples.iter().filter(|sample| sample.sum.is_finite()) {
            if sample.sum != expected || sample.elements != records {
                let way = format!("{} of {}", way, job.name());
                return Err(Error::Sum { way, got: sample.sum, expected });
            }
        }
    }
    Ok(())
}

fn print(options: &Options, all: &BTreeMap<Job, Samples>) {
    let mut ratios = BTreeMap::new();
    for (job, samples) in all {
        let medians: BTreeMap<&str, Medians> =
            samples.iter().map(|(way, samples)| (way.as_str(), measure::medians_of_all(samples))).collect();
        let runs = samples["ours"].len();
        println!(
            "{}: {} records, {}; medians of {runs} runs\n",
            job.name(),
            options.records(*job),
            job.describe()
        );
        let mut table = Table::new(&["way", "wall", "CPU"]);
        for (way, name) in NAMES {
            if let Some(Medians { wall, cpu }) = medians.get(way) {
                table.row([name.to_owned(), report::seconds(*wall), report::seconds(*cpu)]);
            }
        }
        println!("{table}");
        ratios.extend(ratios::of(*job, &medians));
    }
    let ratios: BTreeMap<&str, f64> = ratios.iter().map(|(name, ratio)| (name.as_str(), *ratio)).collect();
    println!("{}", report::last_line("records", &ratios));
}
