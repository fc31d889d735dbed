//! From what was found of a feature to the component that it becomes.

use tfdata_spec::DType;

use super::Records;
use super::keys::{Parsed, ParsedLists};
use crate::engine::tensorflow::lower::internal;
use crate::engine::tensorflow::ops::Ops;
use crate::engine::tensorflow::source::copied;
use crate::error::{Error, Result};
use crate::libtensorflow::Output;
use crate::plan::{Feature, FeatureList, Steps, Values};

/// Makes components of what was parsed.
pub(super) struct Components<'a> {
    pub(super) ops: &'a Ops<'a>,
    pub(super) records: Records,
}

impl Components<'_> {
    /// The component of a feature.
    pub(super) fn feature(&self, feature: &Feature, parsed: &Parsed<'_>) -> Result<Output> {
        let name = feature.name.as_str();
        match (&feature.values, self.records) {
            (Values::Fixed { .. }, _) if !feature.optional && feature.aliases.is_empty() => {
                parsed.dense(name)
            }
            (Values::Ragged { .. }, Records::Batch) => {
                let [values, splits] = parsed.ragged(name)?;
                Ok(self.ops.ragged_rows(vec![splits], values)?)
            }
            (_, Records::One) => of_one(self.ops, feature, parsed),
            (_, Records::Batch) => Err(one_by_one()),
        }
    }

    /// The component of a feature list.
    pub(super) fn list(&self, list: &FeatureList, parsed: &ParsedLists<'_>) -> Result<Output> {
        match (&list.steps, self.records) {
            (Steps::Ragged, Records::Batch) => {
                let [values, rows, steps] = parsed.ragged(&list.name)?;
                Ok(self.ops.ragged_rows(vec![rows, steps], values)?)
            }
            (_, Records::One) => list_of_one(self.ops, list, parsed),
            (_, Records::Batch) => Err(one_by_one()),
        }
    }
}

fn one_by_one() -> Error {
    internal("such records are parsed one by one")
}

/// The component of a feature of one record.
fn of_one(ops: &Ops<'_>, feature: &Feature, parsed: &Parsed<'_>) -> Result<Output> {
    let name = feature.name.as_str();
    // The component, and the number of values (or of rows), of which there are none where it is missing.
    let (component, count) = match &feature.values {
        Values::Fixed { shape, default } if !feature.optional && !feature.aliases.is_empty() => {
            return fixed_under_any_key(ops, feature, parsed, shape, default.as_ref());
        }
        Values::Fixed { shape, .. } => {
            let values = values(ops, feature, parsed)?;
            let (count, size) = (ops.size(values)?, shape.iter().product::<usize>());
            let fits = ops.or(ops.equal(count, 0)?, ops.equal(count, size)?)?;
            let s = if size == 1 { "" } else { "s" };
            let message =
                format!("feature `{name}` should have {size} value{s} or none, but their number is");
            let checked = ops.assert(fits, &message, count)?;
            let values = ops.first(values, feature.dtype, size)?;
            (ops.reshaped(values, &dims(shape), Some(checked))?, count)
        }
        Values::Variable { row } => rows(ops, name, values(ops, feature, parsed)?, row)?,
        Values::Ragged { row, row_lengths } => {
            let (values, mut count) = rows(ops, name, values(ops, feature, parsed)?, row)?;
            let mut splits = Vec::new();
            for (level, lengths) in row_lengths.iter().enumerate() {
                let lengths = parsed.values(lengths)?;
                if level == 0 {
                    count = ops.size(lengths)?;
                }
                splits.push(ops.row_splits(lengths)?);
            }
            (ops.ragged(splits, values)?, count)
        }
        Values::Sparse if !feature.aliases.is_empty() => {
            let values = values(ops, feature, parsed)?;
            (ops.sparse(ops.sparse_vector(values)?)?, ops.size(values)?)
        }
        Values::Sparse => {
            let parts = parsed.sparse(name)?;
            (ops.sparse(parts)?, ops.size(parts[1])?)
        }
    };
    or_nothing(ops, feature.optional, component, count)
}

/// The values under the first key that has some.
fn values(ops: &Ops<'_>, feature: &Feature, parsed: &Parsed<'_>) -> Result<Output> {
    let mut found = parsed.values(&feature.name)?;
    for alias in &feature.aliases {
        let some = ops.greater(ops.size(found)?, 0)?;
        found = ops.one_of(some, found, parsed.values(alias)?, feature.dtype)?;
    }
    Ok(found)
}

/// A feature of several keys that is there always, or has a default.
fn fixed_under_any_key(
    ops: &Ops<'_>,
    feature: &Feature,
    parsed: &Parsed<'_>,
    shape: &[usize],
    default: Option<&crate::tensor::Tensor>,
) -> Result<Output> {
    let (name, size) = (&feature.name, shape.iter().product::<usize>());
    let mut found = values(ops, feature, parsed)?;
    let mut some = ops.greater(ops.size(found)?, 0)?;
    if let Some(default) = default {
        let default = ops.constant(copied(default)?)?.output(0);
        found = ops.one_of(some, found, ops.reshaped(default, &[-1], None)?, feature.dtype)?;
        some = ops.equal(ops.size(found)?, size)?;
    }
    let count = ops.size(found)?;
    let message = format!("feature `{name}` is missing under each of its names; the number of its values is");
    let there = ops.assert(some, &message, count)?;
    let message = format!("feature `{name}` should have {size} value(s), but their number is");
    let found = ops.after(found, there)?;
    let fits = ops.assert(ops.equal(ops.size(found)?, size)?, &message, count)?;
    Ok(ops.reshaped(found, &dims(shape), Some(fits))?)
}

/// The component of a feature list: that under the first key that has steps.
fn list_of_one(ops: &Ops<'_>, list: &FeatureList, parsed: &ParsedLists<'_>) -> Result<Output> {
    let (mut component, mut count) = list_under(ops, list, &list.name, parsed)?;
    let dtype = match list.steps {
        Steps::Fixed { .. } => list.dtype,
        Steps::Ragged | Steps::Sparse => DType::Variant,
    };
    for alias in &list.aliases {
        let some = ops.greater(count, 0)?;
        let (other, other_count) = list_under(ops, list, alias, parsed)?;
        component = ops.one_of(some, component, other, dtype)?;
        count = ops.either(some, count, other_count)?;
    }
    let may_be_missing = list.allow_missing || list.optional || dtype == DType::Variant;
    if !list.aliases.is_empty() && !may_be_missing {
        let name = &list.name;
        let message =
            format!("feature list `{name}` is missing under each of its names; the number of steps is");
        let there = ops.assert(ops.greater(count, 0)?, &message, count)?;
        component = ops.after(component, there)?;
    }
    or_nothing(ops, list.optional, component, count)
}

/// What is under this key, and how many steps there are.
fn list_under(
    ops: &Ops<'_>,
    list: &FeatureList,
    name: &str,
    parsed: &ParsedLists<'_>,
) -> Result<(Output, Output)> {
    Ok(match list.steps {
        Steps::Fixed { .. } => {
            let steps = parsed.dense(name)?;
            (steps, ops.size(steps)?)
        }
        Steps::Ragged => {
            let [values, _, splits] = parsed.ragged(name)?;
            (ops.ragged(vec![splits], values)?, ops.steps(splits)?)
        }
        Steps::Sparse => {
            let parts = parsed.sparse(name)?;
            (ops.sparse(parts)?, ops.leading(parts[2])?)
        }
    })
}

fn or_nothing(ops: &Ops<'_>, optional: bool, component: Output, count: Output) -> Result<Output> {
    match optional {
        true => Ok(ops.optional(ops.greater(count, 0)?, component)?),
        false => Ok(component),
    }
}

/// The values as rows of this shape, and their number.
fn rows(ops: &Ops<'_>, name: &str, values: Output, row: &[usize]) -> Result<(Output, Output)> {
    let count = ops.size(values)?;
    if row.is_empty() {
        return Ok((values, count));
    }
    let size = row.iter().product::<usize>();
    let message = format!("feature `{name}` should have rows of {size} values, but the number of all is");
    let checked = ops.assert(ops.equal(ops.modulo(count, size)?, 0)?, &message, count)?;
    let shape: Vec<i64> = std::iter::once(-1).chain(dims(row)).collect();
    Ok((ops.reshaped(values, &shape, Some(checked))?, count))
}

fn dims(shape: &[usize]) -> Vec<i64> {
    shape.iter().map(|dim| i64::try_from(*dim).unwrap_or(i64::MAX)).collect()
}
