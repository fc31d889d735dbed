//! The `tfdata` command: looks into TensorFlow datasets, and writes the Rust struct that reads one.
//!
//! Only `doctor`, `setup` and `inspect --elements` of a SavedModel have to do with libtensorflow; the others read
//! what a dataset's files say of it.
//!
//! It ends with 0, with 1 where something is wrong, and with 2 where it was called wrongly.

mod args;
mod codegen;
mod doctor;
mod elements;
mod examples;
mod files;
mod inputs;
mod inspect;
mod json;
mod output;
mod prepare;
mod report;
mod setup;
mod tree;
mod values;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use tfdata_codegen::source::SourceError;

/// What went wrong, in words for the user.
type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let result = match Args::parse().command {
        Command::Inspect(args) => inspect::run(&args),
        Command::Codegen(args) => codegen::run(&args),
        Command::Prepare(args) => prepare::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Setup(args) => setup::run(&args),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}{}", remedy(&*error));
            ExitCode::FAILURE
        }
    }
}

/// What to add to the command, where that would help.
fn remedy(error: &(dyn std::error::Error + 'static)) -> &'static str {
    match error.downcast_ref() {
        Some(SourceError::Choose { what: "signature", .. }) => "; add `--signature NAME`",
        Some(SourceError::Choose { .. }) => "; add `--dataset NAME`",
        _ => "",
    }
}
