//! TensorFlow's C library: finding it, fetching it, and a safe face for the part of it that datasets need.
//!
//! Nothing here is needed to build a program. The library is loaded when something first needs it, or by
//! [`load`]; [`load_or_install`] also fetches it if this machine has none. Datasets that are read in Rust alone
//! never need it.
//!
//! # Where it is looked for
//! In this order, and the first that is found is taken:
//! 1. `TENSORFLOW_DIR`: the directory of the library (`libtensorflow_cc.so.2` on Linux), of a `tensorflow` package, or
//!    of a Python environment that has one;
//! 2. `TFDATA_PYTHON`: a Python interpreter or environment with the package `tensorflow`;
//! 3. the active Python environment: `VIRTUAL_ENV`, `CONDA_PREFIX`, or the first `python3` on `PATH`. The package is
//!    found by its files; it is not imported;
//! 4. the cache, which [`install`] fills: `TFDATA_CACHE`, or else `tfdata` in `XDG_CACHE_HOME` or `~/.cache` (on macOS
//!    `~/Library/Caches`, on Windows `%LOCALAPPDATA%`);
//! 5. the system's libraries: `LD_LIBRARY_PATH`, `/usr/local/lib`, `/usr/lib`.
//!
//! The first two are the user's word: if one is set, no other place will do. Of the others, what is older than
//! TensorFlow [`OLDEST_VERSION`] or does not load is passed over.
//!
//! # Objects
//! The objects of the C API each have one owner here ([`Tensor`], [`Graph`], [`Function`], [`Session`]), which frees it
//! when it is dropped. What TensorFlow objects to comes back as [`Status`].
//!
//! ```
//! use std::sync::Arc;
//! use tfdata::libtensorflow::{Graph, Session, SessionConfig, Tensor, load_or_install};
//! use tfdata::spec::DType;
//!
//! load_or_install()?;
//! let graph = Graph::new()?;
//! let three = Arc::new(Tensor::from_bytes(DType::F32, &[], &3_f32.to_ne_bytes())?);
//! let three = graph.op("Const", "three").attr("dtype", DType::F32).attr_tensor("value", three).finish()?;
//! let square = graph.op("Square", "square").input(three).finish()?;
//! let session = Session::new(&graph, &SessionConfig::default().to_bytes())?;
//! let fetched = session.run(&[], &[square.into()], &[])?;
//! assert_eq!(fetched[0].bytes(), Some(9_f32.to_ne_bytes().as_slice()));
//! # Ok::<(), tfdata::libtensorflow::Error>(())
//! ```
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
mod quiet;
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
