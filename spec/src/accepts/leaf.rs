//! One tensor that a type wants, against what the dataset has in its place.

use super::{Axes, Misfit};
use crate::{DType, Dims, Have, HaveKind, ItemWant, TensorHave, TensorWant};

pub(super) const fn tensor<'a>(want: &TensorWant, have: &'a Have, axes: Axes) -> Option<Misfit<'a>> {
    let outside = match axes.narrow {
        Some((_, outside)) => outside,
        None => axes.leading,
    };
    let Some(inner) = lead(want.dims, axes.leading.saturating_sub(outside)) else {
        return Some(Misfit::TooManyDimensions(have));
    };
    let narrowed = match axes.narrow {
        Some((shape, _)) => narrowed(inner, shape),
        None => Some(inner),
    };
    let Some(narrowed) = narrowed else { return Some(Misfit::Attribute(have)) };
    let (Some(dims), Some(own)) = (lead(narrowed, outside), lead(want.dims, axes.leading)) else {
        return Some(Misfit::TooManyDimensions(have));
    };
    let tensor = match have.kind {
        HaveKind::Tensor(tensor) | HaveKind::TensorArray(tensor) => tensor,
        _ => return Some(Misfit::Other(have)),
    };
    if tensor.dtype.rust_name().is_none()
        || !axes.cast.takes(want.dtype, tensor.dtype)
        || !shape_fits(&own, axes.leading, &tensor)
    {
        return Some(Misfit::Other(have));
    }
    if shape_fits(&dims, axes.leading, &tensor) { None } else { Some(Misfit::Attribute(have)) }
}

/// Items of a ragged or sparse tensor, against those of this dtype.
pub(super) const fn items<'a>(
    want: &ItemWant,
    dtype: DType,
    have: &'a Have,
    axes: Axes,
) -> Option<Misfit<'a>> {
    if axes.cast.takes(want.dtype, dtype) { None } else { Some(Misfit::Other(have)) }
}

/// These dimensions with open axes in front; `None` where there would be too many to describe.
const fn lead(mut dims: Dims, axes: usize) -> Option<Dims> {
    let Some(rank) = dims.rank() else { return Some(dims) };
    if rank.saturating_add(axes) > Dims::MAX_RANK {
        return None;
    }
    let mut axis = 0;
    while axis < axes {
        dims = dims.with_leading(None);
        axis += 1;
    }
    Some(dims)
}

/// The dimensions that satisfy both; `None` where none do.
const fn narrowed(dims: Dims, shape: Dims) -> Option<Dims> {
    let (Some(rank), Some(other)) = (dims.rank(), shape.rank()) else {
        return Some(if dims.rank().is_none() { shape } else { dims });
    };
    if rank != other {
        return None;
    }
    let mut both = [None; Dims::MAX_RANK];
    let mut axis = 0;
    while axis < rank {
        both[axis] = match (dims.get(axis), shape.get(axis)) {
            (Some(a), Some(b)) if a != b => return None,
            (Some(size), _) | (None, Some(size)) => Some(size),
            (None, None) => None,
        };
        axis += 1;
    }
    Some(Dims::new(both.split_at(rank).0))
}

/// Whether the declared shape doesn't contradict the wanted dimensions.
const fn shape_fits(want: &Dims, leading: usize, have: &TensorHave) -> bool {
    let Some(have) = have.shape else { return true };
    let Some(rank) = want.rank() else {
        // Of any rank, but batched: the axes in front must be there.
        return have.len() >= leading;
    };
    if rank != have.len() {
        return false;
    }
    let mut axis = 0;
    while axis < rank {
        if let (Some(want), Some(have)) = (want.get(axis), have[axis])
            && want != have
        {
            return false;
        }
        axis += 1;
    }
    true
}
