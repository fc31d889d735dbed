//! This program again, in fresh processes.

use std::path::PathBuf;
use std::process::Command;

use serde::Serialize;

use crate::error::Error;
use crate::records::job::Job;

/// What `child` says to a person.
pub(crate) const FOR_ITSELF: &str = "`child` is for the bench itself";

/// This program, to do a part of a bench.
pub(crate) fn child(arguments: &[&str]) -> Result<Command, Error> {
    let program: PathBuf =
        std::env::current_exe().map_err(|source| Error::Start { program: "tfdata-bench".into(), source })?;
    let mut command = Command::new(program);
    command.arg("child").args(arguments);
    Ok(command)
}

/// Lets this process run on one processor only, so that nothing in it can be parallel.
pub(crate) fn hold_to_one_processor() {
    #[cfg(target_os = "linux")]
    {
        use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
        let Ok(allowed) = sched_getaffinity(None) else { return };
        if let Some(last) = (0..CpuSet::MAX_CPU).rev().find(|cpu| allowed.is_set(*cpu)) {
            let mut one = CpuSet::new();
            one.set(last);
            // Without, the figures say so: one thread is as fast as two.
            let _ = sched_setaffinity(None, &one);
        }
    }
}

/// Prints what this process found out, for the process that started it.
pub(crate) fn print(report: &impl Serialize) -> Result<(), Error> {
    let json = serde_json::to_string(report);
    println!("{}", json.map_err(|source| Error::Output { what: "the report".to_owned(), source })?);
    Ok(())
}

/// A number among the arguments.
pub(crate) fn number(text: &str) -> Result<usize, Error> {
    text.parse().map_err(|_| Error::Usage(format!("{text} is not a number")))
}

/// A job among the arguments.
pub(crate) fn job(name: &str) -> Result<Job, Error> {
    Job::named(name).ok_or_else(|| Error::Usage(format!("no job is called {name}")))
}
