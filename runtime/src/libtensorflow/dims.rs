//! The dimensions of a tensor, without an allocation for the usual few.

use std::ffi::c_int;

use super::error::{Error, Result};

const INLINE: usize = 6;

/// TensorFlow aborts the process when it is given more.
const MAX_RANK: usize = 254;

/// The dimensions of a tensor.
pub(super) enum Dims {
    Inline { dims: [usize; INLINE], rank: usize },
    Heap(Box<[usize]>),
}

impl Dims {
    /// Asks for each of `rank` dimensions.
    pub(super) fn read(rank: usize, mut dim: impl FnMut(usize) -> usize) -> Self {
        if rank > INLINE {
            return Self::Heap((0..rank).map(dim).collect());
        }
        let mut dims = [0; INLINE];
        for (axis, slot) in dims[..rank].iter_mut().enumerate() {
            *slot = dim(axis);
        }
        Self::Inline { dims, rank }
    }

    pub(super) fn as_slice(&self) -> &[usize] {
        match self {
            Self::Inline { dims, rank } => &dims[..*rank],
            Self::Heap(dims) => dims,
        }
    }
}

/// Dimensions checked and in the form in which TensorFlow takes them.
pub(super) struct Checked {
    pub(super) dims: Vec<i64>,
    /// The number of items.
    pub(super) items: usize,
}

impl Checked {
    /// Refuses what would make TensorFlow abort: too many dimensions, or more items than it can count.
    pub(super) fn new(dims: &[usize], item_size: usize) -> Result<Self> {
        let refuse = || Error::Dims { dims: dims.to_vec() };
        if dims.len() > MAX_RANK {
            return Err(refuse());
        }
        let mut checked = Vec::with_capacity(dims.len());
        let mut items = 1_i64;
        for &dim in dims {
            let dim = i64::try_from(dim).map_err(|_| refuse())?;
            items = items.checked_mul(dim).ok_or_else(refuse)?;
            checked.push(dim);
        }
        let items = usize::try_from(items).map_err(|_| refuse())?;
        match items.checked_mul(item_size) {
            Some(bytes) if isize::try_from(bytes).is_ok() => Ok(Self { dims: checked, items }),
            _ => Err(refuse()),
        }
    }

    pub(super) fn rank(&self) -> c_int {
        self.dims.len() as c_int // at most MAX_RANK
    }
}
