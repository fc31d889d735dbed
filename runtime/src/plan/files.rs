use tfdata_spec::DType;

use super::Interleave;
use crate::format::Compression;
use crate::tensor::Tensor;

/// Elements that lie in files.
#[derive(Debug)]
pub(crate) struct FileSource {
    /// As the user named them.
    pub(crate) pattern: String,
    pub(crate) files: Vec<String>,
    pub(crate) format: FileFormat,
    /// `NONE` is the empty string, as TensorFlow has it.
    pub(crate) compression: &'static str,
    /// How the files are read in turn; one after the other if it is not given.
    pub(crate) interleave: Option<Interleave>,
    /// Which records are read of each file, in the order of `files`; all, if it is not given.
    pub(crate) slices: Option<Vec<Slice>>,
}

impl FileSource {
    /// How its files are read in turn, if there is more than one at a time.
    pub(crate) fn in_turn(&self) -> Option<Interleave> {
        self.interleave.filter(|how| how.cycle_length > 1)
    }

    /// How the files are compressed.
    pub(crate) fn compression(&self) -> Compression {
        match self.compression {
            "GZIP" => Compression::Gzip,
            "ZLIB" => Compression::Zlib,
            _ => Compression::None,
        }
    }
}

/// Some of a file's records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slice {
    /// How many come before the first.
    pub(crate) skip: u64,
    /// How many are read.
    pub(crate) take: u64,
    /// How many the file has; any other number is an error.
    pub(crate) records: u64,
}

/// How elements lie in a file.
#[derive(Debug)]
pub(crate) enum FileFormat {
    TfRecord,
    TextLines,
    FixedLength { bytes: usize, header: usize, footer: usize },
    Csv(Csv),
}

/// How a CSV file is read.
#[derive(Clone, Debug)]
pub(crate) struct Csv {
    pub(crate) header: bool,
    pub(crate) delimiter: String,
    pub(crate) quotes: bool,
    pub(crate) na_value: String,
    /// The columns by number, in ascending order, each with what stands in for a field without text.
    pub(crate) columns: Vec<(usize, DType, Option<Tensor>)>,
}
