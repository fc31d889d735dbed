//! Engines run plans: they turn a [`Plan`](crate::plan::Plan) into a stream of components.

pub(crate) mod tensorflow;

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::component::Component;
use crate::error::{Error, Result};
use crate::plan::Plan;

/// How many elements a dataset has, as far as its engine knows without running it.
///
/// `tf.data.Dataset.cardinality`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cardinality {
    /// Exactly this many.
    Known(u64),
    /// It never ends.
    Infinite,
    /// Only running it would tell.
    Unknown,
}

impl From<u64> for Cardinality {
    fn from(elements: u64) -> Self {
        Self::Known(elements)
    }
}

/// What engines keep of a plan from one iteration to the next.
#[derive(Default)]
pub(crate) struct Prepared {
    pub(crate) tensorflow: OnceLock<Arc<tensorflow::Variant>>,
}

/// A running iteration over a plan's elements.
pub(crate) trait Stream: Send {
    /// Lends the next element's components to `visit`, in the order in which they were asked for; `false` at
    /// the end.
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool>;

    /// Writes where it stands to files whose names begin with `path`.
    fn save(&mut self, _path: &Path) -> Result<()> {
        Err(not_here("save"))
    }

    /// Goes on where another one stood when it was saved.
    fn restore(&mut self, _path: &Path) -> Result<()> {
        Err(not_here("resume"))
    }

    /// How long a step may take from now on.
    fn set_timeout(&mut self, _timeout: Option<Duration>) -> Result<()> {
        Err(not_here("set_timeout"))
    }
}

fn not_here(method: &str) -> Error {
    let reason = "the engine that runs this dataset can't do it; use the TensorFlow engine";
    Error::Argument { method: method.to_owned(), reason: reason.to_owned() }
}

/// Starts an iteration over the plan's elements that gives these components of each, by their number in the
/// flattened element.
pub(crate) fn start(plan: &Arc<Plan>, components: &[usize]) -> Result<Box<dyn Stream>> {
    Ok(Box::new(tensorflow::start(plan, components)?))
}

/// How many elements the plan has.
pub(crate) fn cardinality(plan: &Arc<Plan>) -> Result<Cardinality> {
    tensorflow::cardinality(plan)
}

/// Writes the plan's elements to a directory, as `ds.save` does.
pub(crate) fn save(plan: &Arc<Plan>, directory: &Path, compression: &str) -> Result<()> {
    tensorflow::save(plan, directory, compression)
}

/// The files that match a pattern, sorted.
pub(crate) fn matching_files(pattern: &str) -> Result<Vec<String>> {
    tensorflow::matching_files(pattern)
}

/// A number by which equal pipelines are known.
pub(crate) fn fingerprint(plan: &Arc<Plan>) -> Result<u64> {
    tensorflow::fingerprint(plan)
}
