//! tfdata side by side with what else would do the job, in one run.
//!
//! ```sh
//! cargo run --release -p tfdata-bench -- records   # or engine, memory, decode, start, compile
//! ```
//!
//! Prints a table and, on the last line, the ratios as JSON. A ratio against a peer is the peer's time over ours;
//! one against a floor, which is named for it, is our time over the floor's.

mod compile;
mod decode;
mod engine;
mod error;
mod external;
mod measure;
mod memory;
mod process;
mod python;
mod records;
mod report;
mod start;

use std::process::ExitCode;

use error::Error;
use records::job::Job;

const USAGE: &str = "\
usage: tfdata-bench engine [--elements N] [--rounds N]
       tfdata-bench records [JOB…] [--percent N] [--rounds N]
       tfdata-bench memory|decode|start [--percent N] [--rounds N]
       tfdata-bench compile [--rounds N]

  engine    take (f32[25], i32) elements out of a pipeline: Python's tf.data and tfdata
  records   TFRecord files of tf.train.Example to arrays: tf.data, prost, the tfrecord crate, the physical limit
            and tfdata; mnist, wide, tabular, tabular_shuffled, tokens, gzip
  memory    elements out of arrays in memory at memory's speed; peak memory of reading files
  decode    PNG and JPEG pictures, per processor
  start     a cold process to its first batch
  compile   what the derive costs the compiler

Python with tensorflow-cpu 2.21.0 is taken from TFDATA_BENCH_PYTHON if that names one,
else installed into target/python, once.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["engine", options @ ..] => Options::parse(options).and_then(|options| engine::run(&options)),
        ["records", options @ ..] => Options::parse(options).and_then(|options| records::run(&options)),
        ["memory", options @ ..] => Options::parse(options).and_then(|options| memory::run(&options)),
        ["decode", options @ ..] => Options::parse(options).and_then(|options| decode::run(&options)),
        ["start", options @ ..] => Options::parse(options).and_then(|options| start::run(&options)),
        ["compile", options @ ..] => Options::parse(options).and_then(|options| compile::run(&options)),
        // What a bench starts of itself, to measure in a fresh process.
        ["child", "engine", arguments @ ..] => engine::child(arguments),
        ["child", "records", arguments @ ..] => records::child(arguments),
        ["child", "memory", arguments @ ..] => memory::child(arguments),
        ["child", "decode", arguments @ ..] => decode::child(arguments),
        ["child", "start", arguments @ ..] => start::child(arguments),
        ["--help" | "-h" | "help"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => Err(Error::Usage(USAGE.to_owned())),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            let mut source = std::error::Error::source(&error);
            while let Some(error) = source {
                eprintln!("  because: {error}");
                source = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

/// What a user can choose about a run.
struct Options {
    elements: usize,
    rounds: usize,
    /// Of the full number of records.
    percent: usize,
    /// All, if there are none.
    jobs: Vec<Job>,
}

impl Options {
    fn parse(arguments: &[&str]) -> Result<Self, Error> {
        let mut options = Self { elements: 200_000, rounds: 3, percent: 100, jobs: Vec::new() };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let target = match *argument {
                "--elements" => &mut options.elements,
                "--rounds" => &mut options.rounds,
                "--percent" => &mut options.percent,
                name => {
                    options.jobs.push(Job::named(name).ok_or_else(|| Error::Usage(USAGE.to_owned()))?);
                    continue;
                }
            };
            let number = arguments.next().and_then(|number| number.parse().ok()).filter(|&number| number > 0);
            *target = number.ok_or_else(|| Error::Usage(format!("{argument} wants a number above 0")))?;
        }
        Ok(options)
    }

    fn jobs(&self) -> Vec<Job> {
        if self.jobs.is_empty() { Job::ALL.to_vec() } else { self.jobs.clone() }
    }

    fn records(&self, job: Job) -> usize {
        (job.records() * self.percent / 100).max(4)
    }
}
