//! Files of records: read in blocks, decoded into columns, lent row by row or many at once.
//!
//! ```text
//! Files ─Block: many records as they lie there→ Decode ─Chunk: a column for each component→ Records ─lent→
//! ```
//!
//! What the records hold is the [`Decode`]r's alone: raw bytes, examples, the examples of a TFDS directory. It fills
//! columns in memory that is used again for the next block, so that nothing is allocated for each record. Strings
//! stay in the block that was read.

mod ahead;
mod chunk;
mod chunks;
mod column;
mod decode;
mod example;
mod files;
mod in_turn;
mod indexed;
mod raw;
mod rows;
mod sequence;
mod slots;
mod stream;
mod strings;
mod tfds;
mod view;

pub(super) use column::{Column, Items, Kind};
pub(super) use decode::{Decode, Failure};
pub(super) use example::ExampleDecoder;
pub(super) use files::{Damage, Files};
pub(super) use in_turn::InTurn;
pub(super) use indexed::IndexedRecords;
pub(super) use raw::RawDecoder;
pub(super) use sequence::SequenceDecoder;
pub(super) use stream::Records;
pub(super) use tfds::{TfdsDecoder, refusal as tfds_refusal};
