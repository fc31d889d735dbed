//! The files of TensorFlow's world, read without TensorFlow: records, examples, saved datasets.
//!
//! This layer lends bytes and views into them; it knows neither elements nor columns nor engines. Everything
//! that comes from a file is checked before it is used, and nothing is allocated because a file says so.

mod compression;
mod crc;
mod error;
pub mod example;
mod framing;
pub mod picture;
pub mod snapshot;
#[cfg(test)]
mod tests;
pub mod tfrecord;
mod wire;

pub use compression::{Compression, Decompressed};
pub(crate) use crc::masked_of_length;
pub use error::{FormatError, Problem, Result, SnapshotProblem, WireProblem};
pub(crate) use example::{BYTES, FLOATS, Floats, INTS, Short, Sink};
pub use example::{
    BytesList, ExampleEncoder, ExampleParser, FeatureListValue, FeatureValue, FloatList, IntList,
    SequenceExampleParser,
};
pub(crate) use framing::Framing;
pub use snapshot::{SavedDataset, ShardReader, SnapshotTensor, TensorData};
pub(crate) use tfrecord::{Block, BlockReader, INDEX_SUFFIX, IndexedFile, write_index};
pub use tfrecord::{RecordReader, RecordWriter};
