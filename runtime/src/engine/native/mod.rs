//! The engine that runs a plan in Rust alone, with no libtensorflow.
//!
//! ```text
//! Plan ─support: every node, or the first that is not native
//!      ─build: node by node→ Stream over Streams, each lending what the one below it lends
//! ```
//!
//! A stream lends its components where they lie: a row of an array in memory, a tensor in a file's buffer. Where the
//! input can lend many rows at once ([`Stream::rows`]), a batch of them is a view. Only what has to be kept is
//! copied: a batch of single elements, a cache, a shuffle's buffer.

mod batch;
mod build;
mod cache;
mod cardinality;
mod choose;
mod keep;
mod load;
mod lookup;
mod matching;
mod memory;
mod owned;
mod padded;
mod philox;
mod prefetch;
mod range;
mod records;
mod several;
mod shuffle;
mod stacked;
mod support;
mod unbatch;
mod unique;
mod watched;

pub(crate) use build::{not_native, start};
pub(crate) use cardinality::cardinality;
pub(crate) use lookup::{Opened, lookup};
pub(crate) use matching::matching_files;
pub(crate) use support::refusal;

use std::sync::{Arc, OnceLock};

use super::Stream;

/// What this engine keeps of a plan from one iteration to the next.
#[derive(Default)]
pub(crate) struct Kept {
    /// The elements of a cache, once an iteration has reached the end.
    cached: OnceLock<Arc<cache::Cached>>,
    /// Those of a shuffle's iterations.
    seeds: shuffle::Seeds,
}

/// A stream within this engine.
type Boxed = Box<dyn Stream>;
