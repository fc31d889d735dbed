use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::format::{Block, BlockReader, Compression, FormatError, Framing, Problem};
use crate::place::Place;
use crate::plan::{FileFormat, FileSource, Slice};

/// The records of several files, one file after the other.
pub(in crate::engine::native) struct Files {
    files: std::vec::IntoIter<(PathBuf, Option<Slice>)>,
    compression: Compression,
    /// How records lie in them, if not as TFRecord has them.
    framing: Option<Framing>,
    open: Option<Open>,
}

impl Files {
    /// TFRecord files, all compressed alike.
    pub(in crate::engine::native) fn new(files: Vec<PathBuf>, compression: Compression) -> Self {
        let files: Vec<_> = files.into_iter().map(|file| (file, None)).collect();
        Self { files: files.into_iter(), compression, framing: None, open: None }
    }

    /// The files of a source.
    pub(in crate::engine::native) fn of(source: &FileSource) -> Self {
        let Some(slices) = &source.slices else { return Self::some(source, &source.files) };
        let files = source.files.iter().map(PathBuf::from).zip(slices.iter().copied().map(Some));
        Self { files: files.collect::<Vec<_>>().into_iter(), ..Self::some(source, &[]) }
    }

    /// Some of the files of a source.
    pub(in crate::engine::native) fn some(source: &FileSource, files: &[String]) -> Self {
        let framing = match source.format {
            FileFormat::TextLines => Some(Framing::Lines),
            FileFormat::FixedLength { bytes, header, footer } => {
                Some(Framing::Fixed { bytes, header, footer })
            }
            FileFormat::TfRecord | FileFormat::Csv(_) => None,
        };
        let files = files.iter().map(PathBuf::from).collect();
        Self { framing, ..Self::new(files, source.compression()) }
    }

    /// Reads the next records, in the memory of the block; `false` at the end.
    ///
    /// # Errors
    /// When a file can't be opened.
    pub(super) fn read(&mut self, block: &mut Block) -> Result<bool, FormatError> {
        loop {
            if let Some(open) = &mut self.open {
                if open.read(block)? {
                    return Ok(true);
                }
                self.open = None;
            }
            let Some((path, slice)) = self.files.next() else { return Ok(false) };
            let reader = match self.framing {
                None => BlockReader::open(&path, Some(self.compression))?,
                Some(framing) => BlockReader::framed(&path, self.compression, framing)?,
            };
            self.open = Some(Open { path, reader, slice, seen: 0 });
        }
    }

    /// How many bytes the files have that are still to be opened; unknown for parts of some.
    pub(super) fn bytes(&self) -> Option<u64> {
        let whole = self.files.as_slice().iter().map(|(path, slice)| match slice {
            None => std::fs::metadata(path).ok().map(|file| file.len()),
            Some(_) => None,
        });
        whole.sum()
    }

    /// How many bytes of the file that is open the records take that were read so far, which are so many when they are
    /// not compressed.
    pub(super) fn used(&mut self, bytes: u64) -> Option<u64> {
        match (self.compression, &mut self.open) {
            (Compression::None, _) => Some(bytes),
            (_, open) => open.as_mut()?.reader.used(),
        }
    }

    /// Nothing more is read.
    pub(super) fn end(&mut self) {
        self.open = None;
        self.files = Vec::new().into_iter();
    }
}

/// A file that is read.
struct Open {
    path: PathBuf,
    reader: BlockReader,
    slice: Option<Slice>,
    /// How many of its records have been read.
    seen: u64,
}

impl Open {
    /// Reads the next records that are wanted; `false` behind the last one.
    ///
    /// # Errors
    /// If the file has another number of records than it should, as far as it is read.
    fn read(&mut self, block: &mut Block) -> Result<bool, FormatError> {
        let Some(Slice { skip, take, records }) = self.slice else { return Ok(self.reader.read(block)) };
        let end = skip.saturating_add(take);
        let wrong = |has: String| {
            let reason = format!("it has {has}, and {records} are promised");
            FormatError::from(Problem::Value(reason)).in_file(&self.path)
        };
        // What lies behind the last one is read only to see that the file ends there.
        while self.seen < end || end == records {
            if !self.reader.read(block) {
                return match self.seen == records {
                    true => Ok(false),
                    false => Err(wrong(format!("{} records", self.seen))),
                };
            }
            let (from, to) = (self.seen, self.seen + block.len() as u64);
            self.seen = to;
            if end == records && to > records {
                return Err(wrong("more records".into()));
            }
            let within = |number: u64| (number.clamp(from, to) - from) as usize;
            if to >= end && end < records {
                block.take_error();
            }
            block.keep(within(skip)..within(end));
            if block.len() > 0 || block.has_error() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// What is wrong with a file, and where.
#[derive(Debug)]
pub(in crate::engine::native) struct Damage {
    pub(in crate::engine::native) place: Place,
    pub(in crate::engine::native) reason: String,
}

impl From<FormatError> for Damage {
    #[cold]
    fn from(error: FormatError) -> Self {
        let (place, reason) = Place::split(&error);
        Self { place, reason }
    }
}

impl Damage {
    /// The error that element `element` of the dataset can't be read.
    pub(in crate::engine::native) fn at(self, dataset: &str, element: u64) -> Error {
        let Self { place, reason } = self;
        Error::Damaged { dataset: dataset.to_owned(), element, place: Box::new(place), reason }
    }
}
