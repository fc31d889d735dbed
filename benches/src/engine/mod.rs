//! `engine`: elements of `(f32[25], i32)`, from arrays in memory through a pipeline into arrays.
//!
//! Each side runs in a process of its own, all its ways in turn, and the sides alternate from round to round, so
//! that a slow minute of the machine hits all of them.

mod drain;
mod ours;

use std::collections::BTreeMap;
use std::process::Command;

use crate::error::Error;
use crate::measure::{self, Medians, Peak, Samples};
use crate::python::{Python, TENSORFLOW};
use crate::report::{self, Table};
use crate::{Options, measure::Sample};

/// The bytes of one element in an array: 25 `f32` and an `i32`.
const ELEMENT_BYTES: usize = 26 * 4;
/// How often each way runs in a round.
const REPEATS: usize = 3;

/// What each way is called in the table.
const NAMES: [(&str, &str); 10] = [
    ("loop", "Python: for x, y in ds: x.numpy()"),
    ("as_numpy_iterator", "Python: ds.as_numpy_iterator()"),
    ("batch_32", "Python: batch(32), np.concatenate"),
    ("batch_1024", "Python: batch(1024), np.concatenate"),
    ("single_element", "Python: batch(n).get_single_element()"),
    ("iter", "tfdata: ds.iter()"),
    ("stack", "tfdata: ds.stack()"),
    ("concat_32", "tfdata: ds.batch(32).concat()"),
    ("concat", "tfdata: ds.batch(1024).concat()"),
    ("drain", "floor: batch(1024), fetched and dropped"),
];

/// Runs the bench and prints its report.
pub(crate) fn run(options: &Options) -> Result<(), Error> {
    let python = Python::find()?;
    if python.version != TENSORFLOW {
        eprintln!("note: measured against TensorFlow {}, not {TENSORFLOW}", python.version);
    }
    let Options { elements, rounds, .. } = *options;
    let mut samples = Samples::new();
    for round in 1..=rounds {
        eprintln!("round {round} of {rounds}");
        let (count, repeats) = (elements.to_string(), REPEATS.to_string());
        let mut theirs = python.script("engine.py");
        measure::collect(&mut samples, measure::json_of("Python", theirs.args(["time", &count, &repeats]))?);
        let mut ours = ours(&python)?;
        measure::collect(&mut samples, measure::json_of("tfdata", ours.args(["time", &count, &repeats]))?);
    }
    check(elements, &samples)?;
    eprintln!("memory");
    let memory = memory(&python, elements)?;
    print(elements, &samples, &memory);
    Ok(())
}

/// This program again, in a fresh process, with Python's own libtensorflow.
fn ours(python: &Python) -> Result<Command, Error> {
    let program =
        std::env::current_exe().map_err(|source| Error::Start { program: "tfdata-bench".into(), source })?;
    let mut command = Command::new(program);
    command
        .args(["child", "engine"])
        .env("TENSORFLOW_DIR", &python.tensorflow)
        .env("TF_CPP_MIN_LOG_LEVEL", "3");
    Ok(command)
}

/// What the fresh process does.
pub(crate) fn child(arguments: &[&str]) -> Result<(), Error> {
    let number = |text: &str| text.parse().map_err(|_| Error::Usage(format!("{text} is not a number")));
    let json = match arguments {
        ["time", elements, repeats] => {
            serde_json::to_string(&ours::time(number(elements)?, number(repeats)?)?)
        }
        ["memory", elements, way] => {
            ours::once(number(elements)?, way)?;
            serde_json::to_string(&measure::peak())
        }
        _ => return Err(Error::Usage("`child` is for the bench itself".to_owned())),
    };
    println!("{}", json.map_err(|source| Error::Output { what: "the report".to_owned(), source })?);
    Ok(())
}

/// Ways that took the same elements have the same sum; the numbers are exact in `f64`.
fn check(elements: usize, samples: &Samples) -> Result<(), Error> {
    for (way, samples) in samples {
        for Sample { elements: taken, sum, .. } in samples {
            let expected = expected_sum(*taken);
            let all = *taken == elements || ["loop", "as_numpy_iterator"].contains(&way.as_str());
            if !all || (*sum != expected && way != "drain") {
                return Err(Error::Sum { way: way.clone(), got: *sum, expected });
            }
        }
    }
    Ok(())
}

fn expected_sum(elements: usize) -> f64 {
    let features = (0..elements * 25).map(|index| (index % 1000) as f64 / 8.0).sum::<f64>();
    features + (0..elements).map(|index| (index % 10) as f64).sum::<f64>()
}

/// The peaks of processes that do one thing once.
fn memory(python: &Python, elements: usize) -> Result<BTreeMap<&'static str, Option<u64>>, Error> {
    let count = elements.to_string();
    let mut peaks = BTreeMap::new();
    for way in ["first", "iter", "stack", "concat"] {
        let Peak { peak } = measure::json_of(way, ours(python)?.args(["memory", &count, way]))?;
        peaks.insert(way, peak);
    }
    for way in ["batch_1024", "single_element"] {
        let mut theirs = python.script("engine.py");
        let Peak { peak } = measure::json_of(way, theirs.args(["memory", &count, way]))?;
        peaks.insert(way, peak);
    }
    Ok(peaks)
}

fn print(elements: usize, samples: &Samples, memory: &BTreeMap<&str, Option<u64>>) {
    let medians: BTreeMap<&str, Medians> =
        samples.iter().map(|(way, samples)| (way.as_str(), measure::medians(samples))).collect();
    let runs = samples.get("stack").map_or(0, Vec::len);
    let output = (elements * ELEMENT_BYTES) as u64;
    println!(
        "{elements} elements of (f32[25], i32), {}; medians of {runs} runs\n",
        report::mebibytes(Some(output))
    );
    let mut table = Table::new(&["way", "per element", "all", "CPU, all", "peak memory"]);
    for (way, name) in NAMES {
        let Some(Medians { wall, cpu }) = medians.get(way) else { continue };
        let all = |per_element: f64| report::seconds(per_element * elements as f64);
        let peak = report::mebibytes(memory.get(way).copied().flatten());
        table.row([name.to_owned(), report::seconds(*wall), all(*wall), all(*cpu), peak]);
    }
    println!("{table}");
    println!("Python takes {} elements one by one; their time for all is scaled.", ONE_BY_ONE);
    if let Some(Some(own)) = memory.get("first") {
        println!("The engine with the input and one element taken: {}.", report::mebibytes(Some(*own)));
    }
    println!();
    println!("{}", report::last_line("engine", &ratios(&medians, memory, output)));
}

/// How many elements the slow ways of Python take.
const ONE_BY_ONE: usize = 20_000;

fn ratios(
    medians: &BTreeMap<&str, Medians>,
    memory: &BTreeMap<&str, Option<u64>>,
    output: u64,
) -> BTreeMap<&'static str, f64> {
    let wall = |way: &str| medians.get(way).map_or(f64::NAN, |medians| medians.wall);
    let best = wall("batch_32").min(wall("batch_1024")).min(wall("single_element"));
    let mut ratios = BTreeMap::from([
        ("iter_vs_python", wall("loop") / wall("iter")),
        ("stack_vs_python", wall("loop") / wall("stack")),
        ("concat_vs_python", best / wall("concat")),
        ("stack_vs_drain", wall("stack") / wall("drain")),
    ]);
    let peak = |way| memory.get(way).copied().flatten();
    for (way, name) in [("stack", "stack_memory_vs_output"), ("concat", "concat_memory_vs_output")] {
        if let (Some(peak), Some(own)) = (peak(way), peak("first")) {
            ratios.insert(name, peak.saturating_sub(own) as f64 / output.max(1) as f64);
        }
    }
    ratios
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(wall: f64) -> Medians {
        Medians { wall, cpu: wall }
    }

    #[test]
    fn ratios_are_theirs_over_ours_and_ours_over_the_floor() {
        let medians = BTreeMap::from([
            ("loop", at(100.0)),
            ("batch_32", at(4.0)),
            ("batch_1024", at(2.0)),
            ("single_element", at(3.0)),
            ("iter", at(5.0)),
            ("stack", at(1.1)),
            ("concat", at(0.5)),
            ("drain", at(1.0)),
        ]);
        let memory = BTreeMap::from([("first", Some(500)), ("stack", Some(620)), ("concat", None)]);
        let ratios = ratios(&medians, &memory, 100);
        assert_eq!(ratios["iter_vs_python"], 20.0);
        assert_eq!(ratios["concat_vs_python"], 4.0);
        assert_eq!(ratios["stack_vs_drain"], 1.1);
        assert_eq!(ratios["stack_memory_vs_output"], 1.2);
        assert!(!ratios.contains_key("concat_memory_vs_output"));
    }

    #[test]
    fn a_wrong_sum_is_an_error() {
        let sample = |sum| Sample { wall: 1.0, cpu: 1.0, elements: 10, sum };
        let right = expected_sum(10);
        assert!(check(10, &Samples::from([("stack".to_owned(), vec![sample(right)])])).is_ok());
        assert!(check(10, &Samples::from([("stack".to_owned(), vec![sample(right + 1.0)])])).is_err());
        assert!(check(11, &Samples::from([("stack".to_owned(), vec![sample(right)])])).is_err());
    }
}
