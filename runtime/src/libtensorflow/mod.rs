//! TensorFlow's C library: finding it, loading it, and a safe face for the part of it that datasets need.
//!
//! Nothing here is needed to build a program; the library is loaded when something first needs it. The objects
//! of the C API each have one owner here ([`Tensor`], [`Graph`], [`Function`], [`Session`]), which frees it when
//! it is dropped; what TensorFlow objects to comes back as [`Status`].
//!
//! All of this crate's calls into TensorFlow, and the `unsafe` that they take, are in this module.

mod api;
mod attr;
mod buffer;
mod builder;
mod config;
mod cstr;
mod dims;
mod error;
mod fetch;
mod function;
mod graph;
mod install;
mod load;
mod locate;
mod node;
mod places;
mod proto;
mod python;
mod raw;
mod run;
mod session;
mod status;
mod strings;
mod tensor;
mod wheel;

pub use attr::Attr;
pub use builder::OperationBuilder;
pub use config::SessionConfig;
pub use error::{Error, Result};
pub use function::Function;
pub use graph::Graph;
pub use install::{INSTALLED_VERSION, InstallError, InstallOptions, install, load_or_install};
pub use load::{OLDEST_VERSION, load, location, version};
pub use locate::{NotFound, Place};
pub use node::{Node, Operation, Output};
pub use run::Run;
pub use session::{SavedModel, Session};
pub use status::{Code, Status};
pub use strings::{Strings, StringsIter};
pub use tensor::Tensor;
