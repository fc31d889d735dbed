//! tfdata side by side with what else would do the job, in one run.
//!
//! ```sh
//! cargo run --release -p tfdata-bench -- engine
//! ```
//!
//! Prints a table and, on the last line, the ratios as JSON. A ratio against a peer is the peer's time over ours;
//! one against a floor, which is named for it, is our time over the floor's.

mod engine;
mod error;
mod measure;
mod python;
mod report;

use std::process::ExitCode;

use error::Error;

const USAGE: &str = "\
usage: tfdata-bench engine [--elements N] [--rounds N]

  engine    take (f32[25], i32) elements out of a pipeline: Python's tf.data and tfdata

Python with tensorflow-cpu 2.21.0 is taken from TFDATA_BENCH_PYTHON if that names one,
else installed into target/python, once.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["engine", options @ ..] => Options::parse(options).and_then(|options| engine::run(&options)),
        // What a bench starts of itself, to measure in a fresh process.
        ["child", "engine", arguments @ ..] => engine::child(arguments),
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
}

impl Options {
    fn parse(arguments: &[&str]) -> Result<Self, Error> {
        let mut options = Self { elements: 200_000, rounds: 3 };
        for pair in arguments.chunks(2) {
            let target = match pair[0] {
                "--elements" => &mut options.elements,
                "--rounds" => &mut options.rounds,
                _ => return Err(Error::Usage(USAGE.to_owned())),
            };
            let number = pair.get(1).and_then(|number| number.parse().ok()).filter(|&number| number > 0);
            *target = number.ok_or_else(|| Error::Usage(format!("{} wants a number above 0", pair[0])))?;
        }
        Ok(options)
    }
}
