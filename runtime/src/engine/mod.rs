//! Engines run plans: they turn a [`Plan`](crate::plan::Plan) into a stream of components.

pub(crate) mod cancel;
pub(crate) mod native;
pub(crate) mod tensorflow;

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::column::Loans;
use crate::component::Component;
use crate::error::{Error, Result};
use crate::plan::Plan;

/// What runs a dataset. See [`crate::Dataset::engine`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Engine {
    /// [`Engine::Native`] where it can run the whole of the dataset, else [`Engine::TensorFlow`].
    #[default]
    Auto,
    /// Rust alone: libtensorflow is neither needed nor loaded. Arrays in memory, `ds.save` directories, local TFRecord
    /// files (`tfrecords`, `examples`, `sequence_examples`), lines of text and records of one length, and the
    /// transformations that take no function.
    Native,
    /// TensorFlow's own runtime, which runs any dataset.
    TensorFlow,
}

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
    pub(crate) native: native::Kept,
}

/// How many elements [`Stream::rows`] is to lend, and how.
#[derive(Clone, Copy)]
pub(crate) struct Ask {
    /// At most so many.
    pub(crate) limit: usize,
    /// Whether components may be ragged that are so where each element has another length. Else all are dense.
    pub(crate) ragged: bool,
}

impl Ask {
    /// The same, for no more than so many elements.
    fn at_most(self, elements: u64) -> Self {
        let limit = usize::try_from(elements).map_or(self.limit, |elements| elements.min(self.limit));
        Self { limit, ..self }
    }
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

    /// How long a step may take from now on.
    fn set_timeout(&mut self, _timeout: Option<Duration>) -> Result<()> {
        Err(not_here("set_timeout"))
    }

    /// Ends with [`Error::Cancelled`] when the token says so, also within a step. Most streams need not know of it:
    /// their sources [look](cancel::check) while they work.
    fn cancelled_by(&mut self, _token: &cancel::Token) {}

    /// About how many elements there are, if that is unknown but can be told from the first few, which may be read
    /// for it.
    fn estimate(&mut self) -> Option<u64> {
        None
    }

    /// Lets it add items to the memory of the columns that take its components, instead of lending them with
    /// [`Stream::rows`].
    fn fill(&mut self, _loans: &Loans) {}

    /// Lends some of the next elements at once, stacked: their components with one more axis in front, and how many
    /// they are. Returns that too; 0 is the end, and `None` says that the next element is to be had alone, with
    /// [`Stream::next`].
    fn rows(&mut self, ask: Ask, visit: &mut dyn FnMut(&[Component<'_>], usize)) -> Result<Option<usize>> {
        let _ = (ask, visit);
        Ok(None)
    }

    /// Passes over so many elements. Returns how many there were.
    fn skip(&mut self, count: u64) -> Result<u64> {
        let mut skipped = 0;
        while skipped < count && self.next(&mut |_| ())? {
            skipped += 1;
        }
        Ok(skipped)
    }
}

/// A dataset whose elements can be had in any order.
pub(crate) trait Lookup: Send + Sync {
    /// How many elements there are.
    fn len(&self) -> u64;

    /// Lends the components of the element at this place, which is less than the length, in the order in which they
    /// were asked for.
    fn get(&self, index: u64, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<()>;
}

fn not_here(method: &str) -> Error {
    let reason = "the native engine can't do it; choose the other one, with `engine(Engine::TensorFlow)`";
    Error::Argument { method: method.to_owned(), reason: reason.to_owned() }
}

/// Whether the plan runs natively.
///
/// # Errors
/// If it is to, and can't: the error names the node.
pub(crate) fn is_native(plan: &Plan) -> Result<bool> {
    match plan.engine {
        Engine::TensorFlow => Ok(false),
        Engine::Auto => Ok(native::refusal(plan).is_none()),
        Engine::Native => match native::refusal(plan) {
            None => Ok(true),
            Some(_) => Err(native::not_native(plan)),
        },
    }
}

/// The two seeds that tf.data derives from a seed where no global one is set.
pub(crate) fn seeds(seed: Option<i64>) -> (i64, i64) {
    const DEFAULT_GRAPH_SEED: i64 = 87_654_321;
    // Python keeps no more of it.
    const END: i64 = (1 << 31) - 1;
    seed.map_or((0, 0), |seed| (DEFAULT_GRAPH_SEED, seed.rem_euclid(END)))
}

/// Which engine runs the plan, and why, in words.
pub(crate) fn explain(plan: &Plan) -> String {
    match (plan.engine, native::refusal(plan)) {
        (Engine::TensorFlow, _) => "TensorFlow, as chosen".into(),
        (Engine::Native, None) => "native, as chosen".into(),
        (Engine::Native, Some(reason)) => format!("native, as chosen; but it can't run this: {reason}"),
        (Engine::Auto, None) => "native".into(),
        (Engine::Auto, Some(reason)) => format!("TensorFlow, since {reason}"),
    }
}

/// Starts an iteration over the plan's elements that gives these components of each, by their number in the
/// flattened element.
pub(crate) fn start(plan: &Arc<Plan>, components: &[usize]) -> Result<Box<dyn Stream>> {
    match is_native(plan)? {
        true => native::start(plan, components),
        false => Ok(Box::new(tensorflow::start(plan, components)?)),
    }
}

/// Goes on with the iteration over the plan's elements that was saved at `path`, which only TensorFlow does.
pub(crate) fn resume(plan: &Arc<Plan>, components: &[usize], path: &Path) -> Result<Box<dyn Stream>> {
    if plan.engine == Engine::Native {
        return Err(not_here("resume"));
    }
    let mut stream = tensorflow::start(plan, components)?;
    stream.restore(path)?;
    Ok(Box::new(stream))
}

/// Random access to the plan's elements, of each to these components.
pub(crate) fn lookup(plan: &Arc<Plan>, components: &[usize]) -> Result<native::Opened> {
    if plan.engine == Engine::TensorFlow {
        let reason = "the native engine does it; leave out `engine(Engine::TensorFlow)`".to_owned();
        return Err(Error::Argument { method: "random_access()".into(), reason });
    }
    native::lookup(plan, components)
}

/// How many elements the plan has.
pub(crate) fn cardinality(plan: &Arc<Plan>) -> Result<Cardinality> {
    match is_native(plan)? {
        true => native::cardinality(plan),
        false => tensorflow::cardinality(plan),
    }
}

/// Writes the plan's elements to a directory, as `ds.save` does.
pub(crate) fn save(plan: &Arc<Plan>, directory: &Path, compression: &str) -> Result<()> {
    tensorflow::save(plan, directory, compression)
}

/// The files that match a pattern, sorted by their whole names.
pub(crate) fn matching_files(pattern: &str) -> Result<Vec<String>> {
    match native::matching_files(pattern) {
        Some(files) => files,
        None => tensorflow::matching_files(pattern),
    }
}

/// A number by which equal pipelines are known.
pub(crate) fn fingerprint(plan: &Arc<Plan>) -> Result<u64> {
    tensorflow::fingerprint(plan)
}
