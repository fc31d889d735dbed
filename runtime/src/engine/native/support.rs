use tfdata_spec::{DType, ElementSpec};

use super::records::tfds_refusal;
use crate::engine::Cardinality;
use crate::plan::{FileFormat, FileSource, Node, Plan, Source, Step};

/// Why the plan is not native: which node is not, and why not. `None` if all of it is.
pub(crate) fn refusal(plan: &Plan) -> Option<String> {
    if let Node::Invalid { .. } = plan.node {
        // It fails, without any engine.
        return None;
    }
    node(plan).or_else(|| plan.inputs().into_iter().find_map(|input| refusal(input)))
}

/// Why this node is not native, whatever its inputs.
fn node(plan: &Plan) -> Option<String> {
    let because = |reason: &str| Some(format!("`{}` {reason}", plan.headline()));
    match &plan.node {
        Node::Source(source) => match source {
            Source::TensorSlices(_) | Source::Tensors(_) | Source::Range { .. } => None,
            Source::Load { path, .. } => saved(plan, path.to_str().is_some_and(|path| path.contains("://"))),
            Source::Files(source) => files(plan, source),
            _ => because("is read by TensorFlow only"),
        },
        Node::Batch { input, .. } => {
            match input.spec.components().iter().all(|component| batches(&component.leaf)) {
                true => None,
                false => because("has components that only TensorFlow batches"),
            }
        }
        Node::Unbatch { input } | Node::Apply { input, step: Step::Rebatch { .. } } => {
            match input.spec.components().iter().all(|component| dense(&component.leaf)) {
                true => None,
                false => because("has components that only TensorFlow takes apart"),
            }
        }
        // Where they share seeds with other iterations, they were seen to draw others than in TensorFlow.
        Node::Choose { .. } if plan.has_seeds() => {
            because("is of seeded shuffles that have another order each time, which TensorFlow gives")
        }
        Node::Zip { .. } | Node::Concatenate { .. } if plan.shares_seeds() => {
            because("has inputs that share the seeds of a shuffle, which TensorFlow gives")
        }
        Node::Cache { file: Some(_), .. } => because("writes TensorFlow's cache files"),
        Node::Take { .. }
        | Node::Skip { .. }
        | Node::Shuffle { .. }
        | Node::Repeat { .. }
        | Node::Prefetch { .. }
        | Node::Cache { file: None, .. }
        | Node::Shard { .. }
        | Node::Zip { .. }
        | Node::Concatenate { .. }
        | Node::Choose { .. }
        | Node::Enumerate { .. }
        | Node::Engine { .. }
        | Node::Invalid { .. } => None,
        Node::Apply { step: Step::Options(_) | Step::AssertCardinality(Cardinality::Known(_)), .. } => None,
        Node::Apply { input, step: Step::ParseExample(_) | Step::ParseSequenceExample { .. } } => {
            match &input.node {
                Node::Source(Source::Files(FileSource { format: FileFormat::TfRecord, .. })) => None,
                _ => because("parses records that are not those of files"),
            }
        }
        Node::Apply { input, step: Step::PaddedBatch(_) | Step::Unique } => {
            match input.spec.components().iter().all(|component| dense(&component.leaf)) {
                true => None,
                false => because("has components of which only TensorFlow can tell"),
            }
        }
        Node::Apply { step: Step::Decode(decoder), .. } => {
            tfds_refusal(decoder).and_then(|reason| because(&reason))
        }
        _ => because("is run by TensorFlow only"),
    }
}

fn files(plan: &Plan, source: &FileSource) -> Option<String> {
    let name = plan.headline();
    if let Some(remote) = source.files.iter().find(|file| file.contains("://")) {
        return Some(format!("`{name}` has `{remote}`, which is not a local file"));
    }
    match source.format {
        FileFormat::TfRecord | FileFormat::TextLines | FileFormat::FixedLength { .. } => None,
        FileFormat::Csv(_) => Some(format!("`{name}` is read by TensorFlow only")),
    }
}

fn saved(plan: &Plan, remote: bool) -> Option<String> {
    let name = plan.headline();
    if remote {
        return Some(format!("`{name}` is not a local folder"));
    }
    if cfg!(target_endian = "big") {
        return Some(format!("`{name}` is little-endian, and this machine is not"));
    }
    let components = plan.spec.components();
    let other = components.iter().find(|component| !stored(&component.leaf))?;
    Some(format!("component `{}` of `{name}` is read by TensorFlow only", other.path))
}

/// A dense tensor of items that can be read.
fn dense(leaf: &ElementSpec) -> bool {
    matches!(leaf, ElementSpec::Tensor(tensor) if readable(tensor.dtype))
}

fn batches(leaf: &ElementSpec) -> bool {
    match leaf {
        ElementSpec::Optional(inside) => inside.components().iter().all(|component| stored(&component.leaf)),
        _ => stored(leaf),
    }
}

/// A tensor, or several that make one, of items that can be read.
fn stored(leaf: &ElementSpec) -> bool {
    match leaf {
        ElementSpec::Ragged(spec) => readable(spec.dtype),
        ElementSpec::Sparse(spec) => readable(spec.dtype),
        _ => dense(leaf),
    }
}

fn readable(dtype: DType) -> bool {
    dtype == DType::String || dtype.size().is_some()
}
