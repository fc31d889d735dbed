use std::sync::{Arc, Mutex, PoisonError};

use super::Decode;
use super::chunk::Chunk;
use super::rows::Rows;
use crate::component::Component;
use crate::engine::Lookup;
use crate::error::{Error, Result};
use crate::format::IndexedFile;

/// The records of files that are not compressed, each of which can be read at once.
pub(in crate::engine::native) struct IndexedRecords {
    dataset: String,
    parts: Vec<Part>,
    wanted: Vec<usize>,
    /// The decoder that others are forked from, and what readers have left behind.
    readers: Mutex<(Box<dyn Decode>, Vec<Reader>)>,
}

/// Some records of a file.
struct Part {
    file: Arc<IndexedFile>,
    /// The number of the first one in the file.
    first: u64,
    /// How many elements there are up to the last one.
    end: u64,
}

/// What one thread reads with.
struct Reader {
    decoder: Box<dyn Decode>,
    chunk: Chunk,
    rows: Rows,
}

impl IndexedRecords {
    /// The components numbered `wanted` of what `decoder` makes of the records: of each file so many, behind so many.
    pub(in crate::engine::native) fn new(
        dataset: String,
        files: impl Iterator<Item = (Arc<IndexedFile>, u64, u64)>,
        decoder: Box<dyn Decode>,
        wanted: &[usize],
    ) -> Self {
        let mut end = 0;
        let parts = files.map(|(file, first, count)| {
            end += count;
            Part { file, first, end }
        });
        let (parts, readers) = (parts.collect(), Mutex::new((decoder, Vec::new())));
        Self { dataset, parts, wanted: wanted.to_vec(), readers }
    }

    fn reader(&self) -> Reader {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        let (decoder, free) = &mut *readers;
        free.pop().unwrap_or_else(|| Reader {
            chunk: Chunk::new(&**decoder),
            decoder: decoder.fork(),
            rows: Rows::new(&self.wanted),
        })
    }
}

impl Lookup for IndexedRecords {
    fn len(&self) -> u64 {
        self.parts.last().map_or(0, |part| part.end)
    }

    fn get(&self, index: u64, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<()> {
        let place = self.parts.partition_point(|part| part.end <= index);
        let before =
            place.checked_sub(1).and_then(|before| self.parts.get(before)).map_or(0, |part| part.end);
        let Some(part) = self.parts.get(place) else {
            return Err(Error::OutOfRange { dataset: self.dataset.clone(), index, len: self.len() });
        };
        let mut reader = self.reader();
        let Reader { decoder, chunk, rows } = &mut reader;
        chunk.read_one(&part.file, part.first + (index - before));
        if chunk.error.is_none() {
            chunk.decode(&mut **decoder);
        }
        if let Some(damage) = chunk.error.take() {
            return Err(damage.at(&self.dataset, index));
        }
        rows.one(chunk, 0, visit);
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).1.push(reader);
        Ok(())
    }
}
