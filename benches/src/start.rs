//! From the start of a process to its first batch.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::error::Error;
use crate::measure::median;
use crate::python::Python;
use crate::records::job::Job;
use crate::records::{data, data_dir, ours};
use crate::report::{self, Table};
use crate::{Options, process};

/// The elements of the batch.
const SIZE: usize = 32;
/// How often a process of ours is started in a round; one of Python takes as long as many of them.
const REPEATS: usize = 10;

/// Runs the bench and prints its report.
pub(crate) fn run(options: &Options) -> Result<(), Error> {
    let python = Python::find()?;
    let folder = data::prepare(Job::Mnist, options.records(Job::Mnist), &data_dir())?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // Round 0 reads the programs into memory.
    for round in 0..=options.rounds {
        let mut samples = Vec::new();
        for _ in 0..REPEATS {
            let mut child = process::child(&["start"])?;
            samples.push(first_line("tfdata", child.arg(&folder))?);
        }
        let mut script = python.script("records.py");
        let of_python = first_line("Python", script.arg("first").arg(&folder).arg(SIZE.to_string()))?;
        if round > 0 {
            ours.extend(samples);
            theirs.push(of_python);
        }
    }
    let (runs, ours, theirs) = ((ours.len(), theirs.len()), median(ours), median(theirs));
    println!(
        "a cold process to its first batch of {SIZE} images; medians of {} and {} runs\n",
        runs.0, runs.1
    );
    let mut table = Table::new(&["way", "time"]);
    table.row(["Python: import tensorflow, next(iter(ds.batch(32)))".to_owned(), report::seconds(theirs)]);
    table.row(["tfdata: ds.batch(32).first()".to_owned(), report::seconds(ours)]);
    println!("{table}");
    let ratios = BTreeMap::from([("first_batch_ms", ours * 1e3), ("first_batch_vs_python", theirs / ours)]);
    println!("{}", report::last_line("start", &ratios));
    Ok(())
}

/// Takes the first batch and says so.
pub(crate) fn child(arguments: &[&str]) -> Result<(), Error> {
    let [folder] = *arguments else { return Err(Error::Usage(process::FOR_ITSELF.into())) };
    let rows = ours::first_batch(Path::new(folder), SIZE)?;
    process::print(&rows)
}

/// Seconds until the process has printed a line.
fn first_line(what: &str, command: &mut Command) -> Result<f64, Error> {
    let failed = |source| Error::Start { program: what.into(), source };
    let started = Instant::now();
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().map_err(failed)?;
    let mut line = String::new();
    if let Some(output) = process.stdout.take() {
        BufReader::new(output).read_line(&mut line).map_err(failed)?;
    }
    let seconds = started.elapsed().as_secs_f64();
    let status = process.wait().map_err(failed)?;
    if line.is_empty() || !status.success() {
        return Err(Error::Failed { what: what.to_owned(), status, stderr: "it printed nothing".to_owned() });
    }
    Ok(seconds)
}
