//! The engine that runs any plan: it lowers the plan to tf.data's ops and drains it through libtensorflow.
//!
//! ```text
//! Plan ─variant: node by node, lower→ Call ─host: one op, run once→ the dataset's variant tensor, kept
//! variant ─iteration: feed it to MakeIterator→ IteratorGetNext, one step an element → Components
//! ```

mod apart;
mod call;
mod checkpoint;
mod choose;
mod composite;
mod decode;
mod decoder;
mod failure;
mod files;
mod function;
mod functions;
mod host;
mod iteration;
mod lengths;
mod load;
mod locate;
mod lower;
mod memory;
mod ops;
mod optional;
mod parse;
mod parse_batches;
mod save;
mod service;
mod source;
mod station;
mod step;
mod steps;
mod tuning;
mod unbatch;
mod variant;

pub(crate) use iteration::start;
pub(crate) use save::save;
pub(crate) use source::copied as constant;
pub(crate) use source::flat_spec_of_variant;
pub(crate) use step::padding_value;
pub(crate) use variant::Variant;

use std::sync::Arc;

use super::Cardinality;
use crate::error::Result;
use crate::plan::Plan;
use call::Call;

/// How many elements TensorFlow says that the plan has.
pub(crate) fn cardinality(plan: &Arc<Plan>) -> Result<Cardinality> {
    let dataset = Variant::of(plan)?;
    let call = Call::new("DatasetCardinality").dataset(&dataset);
    let tensor = dataset.host.call(call).map_err(|error| failure::at(plan, "cardinality", error))?;
    let number = tensor.bytes().and_then(|bytes| Some(i64::from_ne_bytes(bytes.try_into().ok()?)));
    Ok(match number {
        Some(-1) => Cardinality::Infinite,
        Some(number) => u64::try_from(number).map_or(Cardinality::Unknown, Cardinality::Known),
        None => Cardinality::Unknown,
    })
}

/// What TensorFlow knows the dataset by: equal for pipelines that are equal.
pub(crate) fn fingerprint(plan: &Arc<Plan>) -> Result<u64> {
    let dataset = Variant::of(plan)?;
    let call = Call::new("DatasetFingerprint").dataset(&dataset);
    let tensor = dataset.host.call(call).map_err(|error| failure::at(plan, "fingerprint", error))?;
    let number = tensor.bytes().and_then(|bytes| Some(u64::from_ne_bytes(bytes.try_into().ok()?)));
    number.ok_or_else(|| lower::internal("a fingerprint is one number"))
}

/// The files that match a pattern, sorted; through TensorFlow's file systems.
pub(crate) fn matching_files(pattern: &str) -> Result<Vec<String>> {
    let host = host::Host::new()?;
    let files = host.call(Call::new("MatchingFiles").string(pattern));
    let files = files.map_err(|error| failure::of(pattern, "finding the files", error))?;
    let files = files
        .as_strings()
        .map(|files| files.iter().map(|file| String::from_utf8_lossy(file).into_owned()).collect());
    Ok(files.unwrap_or_default())
}
