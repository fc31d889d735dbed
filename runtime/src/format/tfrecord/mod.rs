//! Records behind each other, each framed as
//! `u64 LE length | u32 LE masked CRC-32C of the length | data | u32 LE masked CRC-32C of the data`.

mod block;
mod index;
mod kept;
mod reader;
mod writer;

pub(crate) use block::{Block, BlockReader};
pub(crate) use index::IndexedFile;
pub(crate) use kept::{SUFFIX as INDEX_SUFFIX, write as write_index};
pub use reader::RecordReader;
pub use writer::RecordWriter;

/// The length and its checksum.
const HEADER: usize = 12;
/// The checksum of the data.
const FOOTER: usize = 4;
