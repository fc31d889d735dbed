//! Directories written by `tf.data.Dataset.save`:
//! ```text
//! <dir>/dataset_spec.pb       StructuredValue of the element spec (the spec crate reads it)
//! <dir>/snapshot.metadata     SnapshotMetadataRecord
//! <dir>/<run id>/0000000k.shard/0000000c.snapshot     TFRecord; per element one TensorProto per component
//! ```

mod metadata;
mod shard;
mod strings;
mod tensor;
mod values;

pub use metadata::SavedDataset;
pub use shard::ShardReader;
pub use strings::Strings;
pub use tensor::{SnapshotTensor, TensorData, Variant};
