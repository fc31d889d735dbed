//! Arrays in memory at memory's speed, and how much memory reading takes.
//!
//! First 200,000 elements of `(f32[25], i32)`: stacked, batched and joined, or batched and dropped; against Python's
//! `batch(1024)` and against one copy of the same bytes. Then the peak memory of processes that stream the batches
//! of ever larger files, and of ones that read a whole file.

mod peaks;
mod slices;

use std::collections::BTreeMap;

use crate::error::Error;
use crate::measure::{self, Medians, Samples};
use crate::python::Python;
use crate::report::{self, Table};
use crate::{Options, process};

/// How often each way runs in a round.
const REPEATS: usize = 5;

const NAMES: [(&str, &str); 6] = [
    ("tfdata_python_batch", "Python: for batch in ds.batch(1024)"),
    ("tfdata_python_concat", "Python: batch(1024), np.concatenate"),
    ("copy", "limit: one copy"),
    ("stack", "tfdata: ds.stack()"),
    ("concat", "tfdata: ds.batch(1024).concat()"),
    ("batch", "tfdata: for batch in ds.batch(1024)"),
];

/// Runs the bench and prints its report.
pub(crate) fn run(options: &Options) -> Result<(), Error> {
    let python = Python::find()?;
    let count = options.elements.to_string();
    let mut samples = Samples::new();
    for round in 1..=options.rounds {
        eprintln!("round {round} of {}", options.rounds);
        let repeats = REPEATS.to_string();
        let mut theirs = python.script("slices.py");
        measure::collect(&mut samples, measure::json_of("Python", theirs.args([&count, &repeats]))?);
        let mut ours = process::child(&["memory", "slices", &count, &repeats])?;
        measure::collect(&mut samples, measure::json_of("tfdata", &mut ours)?);
    }
    check(options.elements, &samples)?;
    let medians: BTreeMap<&str, Medians> =
        samples.iter().map(|(way, samples)| (way.as_str(), measure::medians_of_all(samples))).collect();
    println!("{count} elements of (f32[25], i32) in memory; medians of {} runs\n", samples["stack"].len());
    let mut table = Table::new(&["way", "wall", "CPU"]);
    for (way, name) in NAMES {
        if let Some(Medians { wall, cpu }) = medians.get(way) {
            table.row([name.to_owned(), report::seconds(*wall), report::seconds(*cpu)]);
        }
    }
    println!("{table}");
    let mut ratios = ratios(&medians);
    ratios.extend(peaks::run(options)?);
    println!("{}", report::last_line("memory", &ratios));
    Ok(())
}

/// What a fresh process does.
pub(crate) fn child(arguments: &[&str]) -> Result<(), Error> {
    match *arguments {
        ["slices", elements, repeats] => {
            process::hold_to_one_processor();
            process::print(&slices::time(process::number(elements)?, process::number(repeats)?)?)
        }
        ["peak", way, job, folder] => process::print(&peaks::of(way, process::job(job)?, folder.as_ref())?),
        _ => Err(Error::Usage(process::FOR_ITSELF.into())),
    }
}

fn check(elements: usize, samples: &Samples) -> Result<(), Error> {
    let expected = samples["copy"][0].sum;
    for (way, samples) in samples {
        for sample in samples {
            if sample.sum != expected || sample.elements != elements {
                return Err(Error::Sum { way: way.clone(), got: sample.sum, expected });
            }
        }
    }
    Ok(())
}

fn ratios(medians: &BTreeMap<&str, Medians>) -> BTreeMap<&'static str, f64> {
    let wall = |way: &str| medians.get(way).map_or(f64::NAN, |medians| medians.wall);
    BTreeMap::from([
        ("stack_vs_tfdata", wall("tfdata_python_concat") / wall("stack")),
        ("concat_vs_tfdata", wall("tfdata_python_concat") / wall("concat")),
        ("batch_vs_tfdata", wall("tfdata_python_batch") / wall("batch")),
        ("stack_vs_copy", wall("stack") / wall("copy")),
        ("concat_vs_copy", wall("concat") / wall("copy")),
        ("batch_vs_copy", wall("batch") / wall("copy")),
    ])
}
