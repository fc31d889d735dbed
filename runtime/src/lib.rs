//! TensorFlow datasets as typed ndarrays.
//!
//! Write a struct for one element, derive [`Element`], open a pipeline that Python made, and take its data out as
//! `ndarray` arrays. The struct is checked against the dataset when it is opened. The pipeline runs in TensorFlow's
//! own C++ runtime, which is [found or fetched](libtensorflow) when a program runs; building needs none, and Python
//! is not called.
//!
//! ```
//! use ndarray::{Array1, Array2};
//! use tfdata::{Dataset, Element};
//!
//! #[derive(Element)]
//! struct Day {
//!     wet: bool,
//!     feat: [f32; 3],
//! }
//! // Generated: DayBatch { wet: Array1<bool>, feat: Array2<f32> }
//!
//! fn main() -> tfdata::Result<()> {
//!     tfdata::libtensorflow::load_or_install()?;
//!
//!     let year = DayBatch::new(Array1::from_elem(365, true), Array2::zeros((365, 3)))?;
//!     let days = Dataset::from_tensor_slices(year)?; // or `Dataset::<Day>::saved_model(path).open()?`, `load`, …
//!
//!     for day in days.take(2).iter()? {
//!         let Day { wet, feat } = day?; // one element at a time
//!         assert!(wet && feat == [0.0; 3]);
//!     }
//!     let all: DayBatch = days.stack()?; // every element, stacked
//!     assert_eq!(all.feat.dim(), (365, 3));
//!     let some: DayBatch = days.batch(64).take(3).concat()?; // three batches, joined along axis 0
//!     assert_eq!(some.len(), 192);
//!     Ok(())
//! }
//! ```
//!
//! # What is where
//!
//! | | |
//! |---|---|
//! | [`Dataset`] | opening data, transformations, and the verbs `iter`, `stack` and `concat` |
//! | [`derive@Element`] | the derive, for structs; its attributes |
//! | [`element`] | the traits between Rust types and datasets, and the types that have them |
//! | [`Error`] | what can go wrong |
//! | [`libtensorflow`] | finding TensorFlow's library, fetching it, and the part of its C API that is used here |
//! | [`spec`] | what a dataset has and what a type wants: dtypes, shapes, structures |
//! | [`mod@column`] | what collects rows into arrays; of use only to a hand-written [`Element`] |
//!
//! The words are tf.data's: a *dataset* yields *elements*; the leaves of an element are its *components*, each a
//! tensor of one dtype; a *batch* is elements stacked along a new axis 0.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
#[doc(hidden)]
pub mod batch;
pub mod column;
mod component;
mod dataset;
pub mod element;
mod engine;
mod error;
mod example_writer;
mod fake;
mod format;
pub mod graph;
pub mod libtensorflow;
mod memory;
mod of_type;
mod part;
mod place;
mod plan;
mod row;
mod tensor;
mod view;

pub use dataset::{
    Canceller, Csv, Dataset, Examples, Files, GraphDef, GraphDefBytes, Indexed, InputValue, Iter, Load,
    Numbers, Resample, SaveCompression, SavedModel, Service, Tfds, Unique,
};
pub use element::{
    Collate, Concat, Element, Nested, Optionals, Ragged, Sparse, Stack, Unbatch, Value, Values,
};
pub use engine::{Cardinality, Engine};
pub use error::{Error, Result};
pub use example_writer::{ExampleOptions, ExampleWriter, RecordCompression, UnwritableField};
pub use place::Place;
pub use plan::{
    AUTOTUNE, Buffer, Interleave, Options, PaddedBatch, Sample, Sharding, Shuffle, WhenEmpty, Window,
};
pub use row::Row;
pub use tensor::{Components, Tensor};
pub use view::{ArrayField, StringField, StringsView, View, ViewItem};

pub use bytes::Bytes;
pub use half::{bf16, f16};
pub use ndarray;
pub use num_complex::Complex;
pub use tfdata_macros::*;
pub use tfdata_spec as spec;

/// The file formats, for this workspace's own tests and benchmarks: not part of the interface.
#[doc(hidden)]
pub mod __format {
    pub use crate::format::*;
}

/// The code in the README, compiled with the documentation's.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
