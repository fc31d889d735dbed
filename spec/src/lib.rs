//! What a TensorFlow dataset *has* and what a Rust type *wants*, and how the two are matched.
//!
//! - [`DType`] and [`Shape`] are TensorFlow's, as data.
//! - [`ElementSpec`] is what one element of a dataset is (`tf.data.Dataset.element_spec`).
//! - [`Want`] is what a type that derives `Element` asks for. It is built in constants.
//! - [`bind()`] compares the two once, before any data is read, and returns either a [`Binding`] or every
//!   [`Mismatch`] at once.
//! - [`accepts`] compares them by the same rules in constants, where a macro has written down as [`Have`] what the
//!   dataset has.
//! - [`proto`] reads the element spec from the protocol buffers in which TensorFlow stores it, [`tfds`] from the
//!   JSON files of a TFDS directory.
//!
//! This crate reads no data, has no `unsafe`, and knows neither Rust syntax nor libtensorflow.

mod accepts;
mod bind;
mod cast;
mod declared;
mod dtype;
mod element;
mod flatten;
mod have;
pub mod proto;
mod rust_type;
mod shape;
pub mod tfds;
mod want;

pub use accepts::{Message, accepts, must_fit, must_fit_flat, must_fit_flattened};
pub use bind::{Binding, Mismatch, MismatchKind, Mismatches, Slot, bind, nearest};
pub use cast::Cast;
pub use declared::declared;
pub use dtype::DType;
pub use element::{Component, ElementSpec, RaggedSpec, TensorSpec, quoted};
pub use flatten::{flatten, flattened, must_be_apart};
pub use have::{Have, HaveKind, TensorHave};
pub use shape::Shape;
pub use want::{Dims, FieldWant, ItemWant, Key, StructKind, StructWant, TensorWant, Want};
