//! Whether the elements of a dataset are batches, and how they are read then.

use std::borrow::Cow;

use tfdata_spec::{ElementSpec, Shape};

use super::{GenerateError, Options};

/// How the elements of a dataset are read that Python may have batched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Batched {
    /// As batches, if every component has an axis 0 of open length; else as single elements.
    #[default]
    Auto,
    /// As single elements, each of which may have arrays: they stack, if they are equally long.
    No,
    /// As batches: a struct of arrays, marked `#[element(batched)]`, which joins.
    Yes,
    /// As batches, by the struct of one row: the batch that the derive makes of it reads them, joins, and comes
    /// apart into rows.
    Rows,
}

/// The spec to write a struct of, and whether that struct is a batch.
pub(super) fn read_as<'s>(
    spec: &'s ElementSpec,
    options: &Options,
) -> Result<(Cow<'s, ElementSpec>, bool), GenerateError> {
    match options.batched {
        // A bare tensor is an array, which joins without more ado.
        _ if !has_fields(spec) => Ok((Cow::Borrowed(spec), false)),
        Batched::No => Ok((Cow::Borrowed(spec), false)),
        Batched::Auto => Ok((Cow::Borrowed(spec), options.may_be_batched && joins(spec, is_open))),
        Batched::Yes if joins(spec, has_axis) => Ok((Cow::Borrowed(spec), true)),
        Batched::Rows if joins(spec, has_axis) => match spec.unbatched() {
            Some(row) => Ok((Cow::Owned(row), false)),
            None => Err(GenerateError::NotBatched),
        },
        Batched::Yes | Batched::Rows => Err(GenerateError::NotBatched),
    }
}

/// Whether there is a struct of it.
pub(super) fn has_fields(spec: &ElementSpec) -> bool {
    matches!(
        spec,
        ElementSpec::Dict(_) | ElementSpec::Tuple(_) | ElementSpec::NamedTuple { .. } | ElementSpec::Flat(_)
    )
}

/// Whether every component can be joined along axis 0.
fn joins(spec: &ElementSpec, axis: fn(&Shape) -> bool) -> bool {
    let components = spec.components();
    let joins = |leaf: &ElementSpec| match leaf {
        ElementSpec::Tensor(tensor) | ElementSpec::Sparse(tensor) => axis(&tensor.shape),
        // Rows of unequal length are a vector each, which has no rows.
        ElementSpec::Ragged(ragged) => ragged.ragged_rank > 0 && axis(&ragged.shape),
        _ => false,
    };
    !components.is_empty() && components.iter().all(|component| joins(&component.leaf))
}

fn is_open(shape: &Shape) -> bool {
    matches!(shape.dims(), Some([None, ..]))
}

fn has_axis(shape: &Shape) -> bool {
    shape.dims().is_none_or(|dims| !dims.is_empty())
}
