//! TensorFlow datasets as typed ndarrays.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod column;
mod component;
mod dataset;
pub mod element;
mod engine;
mod error;
mod format;
pub mod libtensorflow;
mod plan;
mod row;
mod tensor;

pub use dataset::{Dataset, GraphDef, GraphDefBytes, InputValue, Iter, Load, Numbers, SavedModel};
pub use element::{Concat, Element, Stack, Unbatch};
pub use engine::Cardinality;
pub use error::{Error, Result};
pub use plan::{AUTOTUNE, Buffer, Shuffle};
pub use row::Row;
pub use tensor::{Components, Tensor};

pub use bytes::Bytes;
pub use half::{bf16, f16};
pub use num_complex::Complex;
pub use tfdata_macros::*;
pub use tfdata_spec as spec;

/// The file formats, for this workspace's own tests and benchmarks: not part of the interface.
#[doc(hidden)]
pub mod __format {
    pub use crate::format::*;
}
