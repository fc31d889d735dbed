use std::fmt;

use super::{Buffer, Interleave};
use crate::graph::Function;
use crate::tensor::Tensor;

/// A transformation that takes functions of tensors.
pub(crate) enum FunctionStep {
    Map { function: Function, parallel: Option<Buffer> },
    Filter(Function),
    TakeWhile(Function),
    FlatMap(Function),
    Interleave { function: Function, how: Interleave },
    Scan { function: Function, initial: Vec<Tensor> },
    GroupByWindow { key: Function, reduce: Function, size: Function },
}

impl FunctionStep {
    pub(crate) fn functions(&self) -> Vec<&Function> {
        match self {
            Self::Map { function, .. }
            | Self::Filter(function)
            | Self::TakeWhile(function)
            | Self::FlatMap(function)
            | Self::Interleave { function, .. }
            | Self::Scan { function, .. } => vec![function],
            Self::GroupByWindow { key, reduce, size } => vec![key, reduce, size],
        }
    }
}

impl fmt::Display for FunctionStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Map { parallel: None, .. } => f.write_str("map"),
            Self::Map { parallel: Some(Buffer::Autotune), .. } => f.write_str("map_parallel(AUTOTUNE)"),
            Self::Map { parallel: Some(Buffer::Size(calls)), .. } => write!(f, "map_parallel({calls})"),
            Self::Filter(_) => f.write_str("filter"),
            Self::TakeWhile(_) => f.write_str("take_while"),
            Self::FlatMap(_) => f.write_str("flat_map"),
            Self::Interleave { how, .. } => {
                write!(f, "interleave(cycle {}, block {})", how.cycle_length, how.block_length)
            }
            Self::Scan { .. } => f.write_str("scan"),
            Self::GroupByWindow { .. } => f.write_str("group_by_window"),
        }
    }
}
