use crate::engine::Cardinality::{self, Infinite, Known, Unknown};
use crate::error::{Error, Result};
use crate::plan::{FileSource, Node, Padding, Plan, Source, Step};

/// How many elements the plan has: what TensorFlow says of it, and of rebatched ones what it could say.
pub(crate) fn cardinality(plan: &Plan) -> Result<Cardinality> {
    Ok(match &plan.node {
        Node::Source(source) => match source {
            Source::TensorSlices(tensors) => {
                let rows = tensors.first().and_then(|tensor| tensor.shape().first().copied());
                Known(rows.unwrap_or(0) as u64)
            }
            Source::Tensors(_) => Known(1),
            Source::Range { start, stop, step } => Known(super::range::len(*start, *stop, *step)),
            Source::Load { elements, .. } => elements.map_or(Unknown, Known),
            Source::Files(FileSource { slices: Some(slices), .. }) => {
                Known(slices.iter().fold(0, |all, slice| all.saturating_add(slice.take)))
            }
            _ => Unknown,
        },
        Node::Invalid { method, reason, .. } => {
            return Err(Error::Argument { method: method.clone(), reason: reason.clone() });
        }
        Node::Apply { step: Step::AssertCardinality(cardinality), input } => {
            self::cardinality(input)?;
            *cardinality
        }
        Node::Batch { input, size, drop_remainder } => {
            let size = *size as u64;
            map(input, |rows| if *drop_remainder { rows / size } else { rows.div_ceil(size) })?
        }
        Node::Apply { input, step: Step::PaddedBatch(Padding { size, drop_remainder, .. }) } => {
            let size = *size as u64;
            map(input, |rows| if *drop_remainder { rows / size } else { rows.div_ceil(size) })?
        }
        Node::Apply { input, step: Step::Rebatch { size, drop_remainder } } => match rows(input)? {
            Known(rows) if *drop_remainder => Known(rows / *size as u64),
            Known(rows) => Known(rows.div_ceil(*size as u64)),
            other => other,
        },
        Node::Apply { input, step: Step::Unique } => {
            cardinality(input)?;
            Unknown
        }
        Node::Unbatch { input } => rows(input)?,
        Node::Take { input, count } => match cardinality(input)? {
            Known(elements) => Known(elements.min(*count as u64)),
            Infinite if *count == usize::MAX => Infinite,
            Infinite => Known(*count as u64),
            Unknown => Unknown,
        },
        Node::Skip { input, count } => map(input, |elements| elements.saturating_sub(*count as u64))?,
        Node::Repeat { input, count } => match (cardinality(input)?, count) {
            (Known(0), _) | (_, Some(0)) => Known(0),
            (_, None) => Infinite,
            (Known(elements), Some(times)) => elements.checked_mul(*times as u64).map_or(Unknown, Known),
            (other, _) => other,
        },
        Node::Shard { input, count, index } => {
            let (count, index) = (*count as u64, *index as u64);
            map(input, |elements| elements / count + u64::from(index < elements % count))?
        }
        Node::Zip { inputs } => {
            let mut all = Infinite;
            for input in inputs {
                all = shorter(all, cardinality(input)?);
            }
            all
        }
        Node::Concatenate { input, next } => match (cardinality(input)?, cardinality(next)?) {
            (Infinite, _) | (_, Infinite) => Infinite,
            (Known(first), Known(second)) => first.checked_add(second).map_or(Unknown, Known),
            _ => Unknown,
        },
        Node::Choose { inputs, choices, .. } => {
            cardinality(choices)?;
            let inputs = inputs.iter().map(|input| cardinality(input)).collect::<Result<Vec<_>>>()?;
            if inputs.contains(&Infinite) { Infinite } else { Unknown }
        }
        Node::Enumerate { input, start } => {
            shorter(Known(super::range::len(*start, i64::MAX, 1)), cardinality(input)?)
        }
        _ => match plan.inputs().first() {
            Some(input) => cardinality(input)?,
            None => Unknown,
        },
    })
}

/// How many rows batches have together.
fn rows(batches: &Plan) -> Result<Cardinality> {
    Ok(match (cardinality(batches)?, batch_size(batches)) {
        (Known(batches), Some(size)) => batches.checked_mul(size).map_or(Unknown, Known),
        (Infinite, _) => Infinite,
        _ => Unknown,
    })
}

fn map(input: &Plan, known: impl FnOnce(u64) -> u64) -> Result<Cardinality> {
    Ok(match cardinality(input)? {
        Known(elements) => Known(known(elements)),
        other => other,
    })
}

fn shorter(one: Cardinality, other: Cardinality) -> Cardinality {
    match (one, other) {
        (Known(one), Known(other)) => Known(one.min(other)),
        (Unknown, _) | (_, Unknown) => Unknown,
        (Infinite, other) | (other, Infinite) => other,
    }
}

/// The rows of each batch, where the spec says so, and there are any.
fn batch_size(batches: &Plan) -> Option<u64> {
    let components = batches.spec.components();
    let mut sizes = components.iter().map(|component| component.tensor.shape.dims()?.first().copied()?);
    let first = sizes.next()??;
    (first > 0 && sizes.all(|size| size == Some(first))).then_some(first as u64)
}
