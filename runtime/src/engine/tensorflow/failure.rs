//! TensorFlow's errors in the terms of this crate.

use crate::error::Error;
use crate::libtensorflow::{self, Code, Status};
use crate::plan::{Plan, Service, Source};

/// An error while running a plan. `doing` says what: `element 17`.
pub(super) fn at(plan: &Plan, doing: &str, error: libtensorflow::Error) -> Error {
    of(&plan.dataset(), doing, error)
}

/// An error while running a plan that needs a tf.data service.
pub(super) fn of_service(plan: &Plan, doing: &str, service: &Service, error: libtensorflow::Error) -> Error {
    match at(plan, doing, error) {
        Error::TensorFlow { context, code: Code::DeadlineExceeded, files, .. } => {
            let message = format!(
                "the tf.data service at {} gave no element in time: its dispatcher or a worker may be gone. If it \
                 only takes long, say so with `timeout`",
                service.address
            );
            Error::TensorFlow { context, code: Code::DeadlineExceeded, message, files }
        }
        other => other,
    }
}

/// An error while opening a source.
pub(super) fn of_source(source: &Source, error: Error) -> Error {
    match error {
        Error::Libtensorflow(error) => of(&source.dataset(), "opening it", error),
        other => other,
    }
}

/// An error while doing something with a dataset.
pub(super) fn of(dataset: &str, doing: &str, error: libtensorflow::Error) -> Error {
    let Some(Status { code, message }) = error.status().cloned() else { return error.into() };
    if let Some(op) = python_op(&message) {
        return Error::Python { dataset: dataset.to_owned(), op: op.to_owned(), within: String::new() };
    }
    if let Some((expected, got)) = fewer_than_promised(code, &message) {
        return Error::Truncated { dataset: dataset.to_owned(), expected, got };
    }
    let (context, message) = (format!("{dataset}: {doing}"), readable(&message));
    Error::TensorFlow { context, code, message, files: Vec::new() }
}

/// The op that calls Python, if that is what TensorFlow complains about.
fn python_op(message: &str) -> Option<&'static str> {
    ["EagerPyFunc", "PyFuncStateless", "PyFunc"].into_iter().find(|op| message.contains(*op))
}

/// The numbers in what `AssertCardinalityDataset` says: the promised number of elements, and the real one.
fn fewer_than_promised(code: Code, message: &str) -> Option<(u64, u64)> {
    if code != Code::FailedPrecondition || !message.contains("expected to contain") {
        return None;
    }
    let mut numbers = message.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
    Some((numbers.next()?, numbers.next()?))
}

/// What TensorFlow says of a feature that a record lacks.
const MISSING: &str = " is required but could not be found";
const REMEDY: &str = "where records may lack it, make the field an `Option`, or give it a default by \
    `#[element(default)]` or `.default_value(..)`";

/// The message without the list of graph nodes that TensorFlow appends for those who built the graph; of an assertion
/// about a feature, its words.
fn readable(message: &str) -> String {
    let end = message.find("\n\t [[").unwrap_or(message.len());
    let message = message[..end].trim_end();
    match message.split_once("assertion failed: [feature ").map(|(_, rest)| rest.strip_suffix(']')) {
        Some(Some(parts)) => format!("feature {}", parts.replace("] [", " ")),
        _ => match message.split_once(MISSING) {
            // What TensorFlow proposes are arguments in Python.
            Some((feature, _)) => format!("{feature}{MISSING}; {REMEDY}"),
            None => message.to_owned(),
        },
    }
}
