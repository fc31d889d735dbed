use super::ahead::Ahead;
use super::chunk::Chunk;
use super::{Decode, Files};
use crate::column::Loans;

/// The chunks of files, one after the other: made here, or from the second one on by other threads as well.
pub(super) struct Chunks {
    source: Source,
    decoder: Box<dyn Decode>,
    threads: usize,
}

enum Source {
    /// Read when they are asked for; whether it is the first.
    Here(Box<Files>, bool),
    Ahead(Ahead),
    Ended,
}

impl Chunks {
    pub(super) fn new(files: Files, decoder: Box<dyn Decode>, threads: usize) -> Self {
        Self { source: Source::Here(Box::new(files), true), decoder, threads }
    }

    /// Memory for a chunk.
    pub(super) fn empty(&self) -> Chunk {
        Chunk::new(&*self.decoder)
    }

    /// Puts the next chunk into the place of one that was lent; `false` at the end. Where decoding is little work, it
    /// is left to the caller who wants that.
    pub(super) fn next(&mut self, chunk: &mut Chunk, undecoded: bool) -> bool {
        let undecoded = undecoded && self.decoder.is_light();
        self.source = match std::mem::replace(&mut self.source, Source::Ended) {
            // What fits into one chunk is not worth a thread.
            Source::Here(files, false) if self.threads > 1 => {
                Source::Ahead(Ahead::start(*files, &*self.decoder, self.threads - 1, !undecoded))
            }
            other => other,
        };
        let more = match &mut self.source {
            Source::Here(files, first) => {
                *first = false;
                let more = chunk.read(files);
                if more && !undecoded {
                    chunk.decode(&mut *self.decoder);
                }
                more
            }
            Source::Ahead(ahead) => ahead.next(chunk, &mut *self.decoder),
            Source::Ended => false,
        };
        if !more {
            self.end();
            chunk.rows = 0;
        }
        more
    }

    /// Decodes a chunk that was left to the caller: where it has a place for the rows, which `wanted` columns lend, there.
    pub(super) fn decode(&mut self, chunk: &mut Chunk, into: Option<(&Loans, &[usize])>) {
        match into {
            Some((loans, wanted)) => chunk.decode_into(&mut *self.decoder, loans, wanted),
            None => chunk.decode(&mut *self.decoder),
        }
    }

    /// How many bytes there are in all, if nothing was read yet and that can be told.
    pub(super) fn bytes(&self) -> Option<u64> {
        match &self.source {
            Source::Here(files, true) => files.bytes(),
            _ => None,
        }
    }

    /// How many bytes of its file the first chunk takes, which has so many.
    pub(super) fn used(&mut self, bytes: u64) -> Option<u64> {
        match &mut self.source {
            Source::Here(files, _) => files.used(bytes),
            _ => None,
        }
    }

    /// Nothing more is read.
    pub(super) fn end(&mut self) {
        self.source = Source::Ended;
    }
}
