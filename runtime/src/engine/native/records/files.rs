use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::format::{Block, BlockReader, Compression, FormatError};
use crate::plan::FileSource;

/// The records of several files, one file after the other.
pub(in crate::engine::native) struct Files {
    files: std::vec::IntoIter<PathBuf>,
    compression: Compression,
    open: Option<BlockReader>,
}

impl Files {
    /// TFRecord files, all compressed alike.
    pub(in crate::engine::native) fn new(files: Vec<PathBuf>, compression: Compression) -> Self {
        Self { files: files.into_iter(), compression, open: None }
    }

    /// The files of a source.
    pub(in crate::engine::native) fn of(source: &FileSource) -> Self {
        Self::some(source, &source.files)
    }

    /// Some of the files of a source.
    pub(in crate::engine::native) fn some(source: &FileSource, files: &[String]) -> Self {
        let compression = match source.compression {
            "GZIP" => Compression::Gzip,
            "ZLIB" => Compression::Zlib,
            _ => Compression::None,
        };
        Self::new(files.iter().map(PathBuf::from).collect(), compression)
    }

    /// Reads the next records, in the memory of the block; `false` at the end.
    ///
    /// # Errors
    /// When a file can't be opened.
    pub(super) fn read(&mut self, block: &mut Block) -> Result<bool, FormatError> {
        loop {
            if let Some(reader) = &mut self.open {
                if reader.read(block) {
                    return Ok(true);
                }
                self.open = None;
            }
            let Some(path) = self.files.next() else { return Ok(false) };
            self.open = Some(BlockReader::open(&path, Some(self.compression))?);
        }
    }

    /// Nothing more is read.
    pub(super) fn end(&mut self) {
        self.open = None;
        self.files = Vec::new().into_iter();
    }
}

/// The error that element `element` of the dataset can't be read; the reason begins with the file.
pub(super) fn damaged(dataset: &str, element: u64, reason: String) -> Error {
    // A dataset of one file is named after it.
    let short = reason.strip_prefix(dataset).and_then(|reason| reason.strip_prefix(": "));
    let reason = short.map(str::to_owned).unwrap_or(reason);
    Error::Damaged { dataset: dataset.to_owned(), element, reason }
}
