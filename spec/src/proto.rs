//! Readers of the protocol buffers in which TensorFlow stores an element spec.
//!
//! - [`read_structured_value`]: `dataset_spec.pb` of a saved dataset;
//! - [`read_snapshot_metadata`]: `snapshot.metadata` beside it;
//! - [`read_saved_model`]: `saved_model.pb`, its signatures and the datasets that they return;
//! - [`write_structured_value`]: the former, written;
//! - [`read_graph_dataset`] and [`find_python_ops`]: a serialized dataset graph.
//!
//! All of them take any bytes without a panic. Messages that nest more than 100 deep are refused.

mod graph;
mod saved_model;
mod snapshot;
mod structure;
mod wire;
mod write;

pub use graph::{PythonOp, find_python_ops, read_graph_dataset};
pub use saved_model::{
    Asset, DatasetFunction, MetaGraph, Output, OutputSpec, SavedModel, Saver, Signature, SignatureInput,
    read_saved_model,
};
pub use snapshot::{SnapshotMetadata, read_snapshot_metadata};
pub use structure::read_structured_value;
pub use write::write_structured_value;

/// Why a protocol buffer does not give what it should.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProtoError {
    /// The bytes are not this message.
    #[error("not a {message}: {reason}")]
    Malformed {
        /// The message, as TensorFlow names it.
        message: &'static str,
        /// What the decoder says.
        reason: String,
    },
    /// A part of the message has a value that it can't have.
    #[error("`{path}`: {reason}")]
    Invalid {
        /// Where in the element.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// A kind of value that no dataset is known to have, or that this version does not read.
    #[error("`{path}`: {what} is not supported")]
    Unsupported {
        /// Where in the element.
        path: String,
        /// What it is.
        what: String,
    },
}

/// Decodes a message, naming it where the bytes are something else.
fn decode<M: prost::Message + Default>(message: &'static str, bytes: &[u8]) -> Result<M, ProtoError> {
    M::decode(bytes).map_err(|error| ProtoError::Malformed { message, reason: error.to_string() })
}
