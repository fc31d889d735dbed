use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What reading or writing a file format gives.
pub type Result<T, E = FormatError> = std::result::Result<T, E>;

/// What is wrong with a file, and where: the path, the record and the byte as far as they are known.
///
/// One pointer wide, so that the paths where nothing is wrong stay cheap.
pub struct FormatError(Box<Inner>);

struct Inner {
    path: Option<PathBuf>,
    record: Option<u64>,
    offset: Option<u64>,
    problem: Problem,
}

/// What is wrong, as data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The operating system, or the decompressor that stands between, failed to read or write.
    #[error("can't read: {0}")]
    Io(#[from] io::Error),

    /// The file ends inside the twelve bytes that begin each record, or has stray bytes after the last one.
    /// TensorFlow takes that for the end of the data.
    #[error(
        "{got} stray bytes at the end, a record's header has 12: the file was cut off or is still being written"
    )]
    TruncatedHeader {
        /// How many bytes there are.
        got: usize,
    },

    /// The file ends inside a record.
    #[error(
        "the record has {expected} bytes but the file ends after {got}: the file was cut off or is still being written"
    )]
    TruncatedRecord {
        /// How many bytes the data and its checksum should have.
        expected: u64,
        /// How many there are.
        got: u64,
    },

    /// The checksum of a record's length doesn't match.
    #[error(
        "the checksum of the record's length is {got:#010x}, not {expected:#010x}: the file is damaged, compressed in an unknown way, or no TFRecord file"
    )]
    LengthChecksum {
        /// What the bytes give.
        expected: u32,
        /// What the file says.
        got: u32,
    },

    /// The checksum of a record's data doesn't match.
    #[error("the checksum of the record's data is {got:#010x}, not {expected:#010x}: the file is damaged")]
    DataChecksum {
        /// What the bytes give.
        expected: u32,
        /// What the file says.
        got: u32,
    },

    /// A record longer than the reader accepts.
    #[error("the record says that it has {length} bytes; at most {limit} are accepted")]
    RecordTooLong {
        /// The length in the record's header.
        length: u64,
        /// The reader's limit.
        limit: u64,
    },

    /// An earlier record was damaged, so that what follows can't be trusted.
    #[error("an earlier record is damaged; nothing after it is read")]
    AfterError,

    /// The bytes are no message of the protocol buffer they should be.
    #[error("not a well-formed {message}: {problem}")]
    Proto {
        /// The protocol buffer's name.
        message: &'static str,
        /// What is wrong with it.
        problem: WireProblem,
    },

    /// A parser was asked for one number of features and given room for another.
    #[error("room for {got} values was given, {expected} features are wanted")]
    Room {
        /// The number of features the parser was made for.
        expected: usize,
        /// The number of places given.
        got: usize,
    },

    /// A sound record does not hold what is wanted of it; the text says what, and what helps.
    #[error("{0}")]
    Value(String),

    /// A saved dataset that can't be read; the text says why and what helps.
    #[error("{0}")]
    Snapshot(#[from] SnapshotProblem),
}

/// What is wrong with the bytes of a protocol buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WireProblem {
    /// The message ends inside a field.
    #[error("it ends inside a field")]
    Truncated,
    /// A varint of more than ten bytes.
    #[error("a varint has more than ten bytes")]
    LongVarint,
    /// A field number of zero or beyond the largest.
    #[error("a field has an impossible number")]
    FieldNumber,
    /// A wire type that doesn't exist, a group, or not the one of this field.
    #[error("a field has wire type {0}, which it can't have")]
    WireType(u8),
    /// A map entry with other fields than one key and one value.
    #[error("a map entry has not exactly one key and one value")]
    MapEntry,
    /// A field that this message hasn't.
    #[error("an unexpected field {0}")]
    UnexpectedField(u32),
    /// A feature with two lists, which readers of protocol buffers understand differently.
    #[error("a feature has two lists")]
    TwoLists,
    /// A list stored in several packed pieces, or partly packed, of which TensorFlow reads only a part.
    #[error("a list is stored in several pieces")]
    SplitList,
    /// A packed block of floats whose length is no multiple of four.
    #[error("a block of floats has {0} bytes, no multiple of 4")]
    FloatBlock(usize),
    /// A length, size or number that is negative or too large.
    #[error("a size is negative or too large")]
    Size,
}

/// Why a directory written by `tf.data.Dataset.save` can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotProblem {
    /// A layout that is not the one `Dataset.save` writes since TensorFlow 2.5.
    #[error(
        "snapshot version {0} is not supported, only 2 is; save the dataset again with a current TensorFlow"
    )]
    Version(i64),
    /// The dataset was not saved to its end.
    #[error("the dataset was not saved completely (`finalized` is false); save it again")]
    NotFinalized,
    /// The metadata names a run, or a run a shard, that is not there.
    #[error("{0} is missing; copy the whole directory or save the dataset again")]
    Missing(String),
    /// A name in the metadata that would lead out of the directory.
    #[error("`{0}` can't be the name of a run")]
    RunId(String),
    /// The data ends inside an element.
    #[error("the data ends inside an element, after {got} of its {expected} components")]
    PartialElement {
        /// The number of components of an element.
        expected: usize,
        /// The number of those that were there.
        got: usize,
    },
    /// The number of elements is not the one in the metadata.
    #[error("{got} elements, but the metadata says {expected}: a part of the data is missing")]
    Count {
        /// What the metadata says.
        expected: u64,
        /// What was read.
        got: u64,
    },
    /// A component has another dtype than the metadata says.
    #[error("component {component} is {got}, but the metadata says {expected}")]
    DType {
        /// The component's place in the flat order.
        component: usize,
        /// What the metadata says.
        expected: tfdata_spec::DType,
        /// What the record holds.
        got: tfdata_spec::DType,
    },
    /// The tensor's data is not as long as its dtype and shape say.
    #[error("a {dtype} tensor of {items} items can't have {got} bytes or values of data")]
    Content {
        /// The tensor's dtype.
        dtype: tfdata_spec::DType,
        /// The number of items its shape gives.
        items: usize,
        /// How many bytes (of plain data) or values there are.
        got: usize,
    },
    /// A dtype that is not stored as plain data here.
    #[error("tensors of dtype {0} are not supported")]
    Unsupported(tfdata_spec::DType),
    /// A variant of another type than the one asked for.
    #[error("the variant holds `{got}`, not {expected}")]
    Variant {
        /// What the spec asks for.
        expected: &'static str,
        /// The variant's own type name.
        got: String,
    },
}

impl FormatError {
    /// What is wrong.
    pub fn problem(&self) -> &Problem {
        &self.0.problem
    }

    /// The file, where it is known.
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// The number of the record in its file, from 0, where it is known.
    pub fn record(&self) -> Option<u64> {
        self.0.record
    }

    /// The byte where it was noticed: in the file, or in its decompressed content, or, where
    /// [`record`](Self::record) is known and the record itself is sound, in the record's data.
    pub fn offset(&self) -> Option<u64> {
        self.0.offset
    }

    /// The same error with the file's name.
    #[must_use]
    pub fn in_file(mut self, path: &Path) -> Self {
        self.0.path = Some(path.to_path_buf());
        self
    }

    /// The same error with the number of the record.
    #[must_use]
    pub fn in_record(mut self, record: u64) -> Self {
        self.0.record = Some(record);
        self
    }

    /// The same error with the byte where it was noticed.
    #[must_use]
    pub fn at_byte(mut self, offset: u64) -> Self {
        self.0.offset = Some(offset);
        self
    }
}

impl<P: Into<Problem>> From<P> for FormatError {
    #[cold]
    fn from(problem: P) -> Self {
        Self(Box::new(Inner { path: None, record: None, offset: None, problem: problem.into() }))
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.0.path {
            write!(f, "{}: ", path.display())?;
        }
        match (self.0.record, self.0.offset) {
            (Some(record), Some(offset)) => write!(f, "record {record}, byte {offset}: ")?,
            (Some(record), None) => write!(f, "record {record}: ")?,
            (None, Some(offset)) => write!(f, "byte {offset}: ")?,
            (None, None) => {}
        }
        self.0.problem.fmt(f)
    }
}

impl fmt::Debug for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FormatError")
            .field("path", &self.0.path)
            .field("record", &self.0.record)
            .field("offset", &self.0.offset)
            .field("problem", &self.0.problem)
            .finish()
    }
}

impl std::error::Error for FormatError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.0.problem)
    }
}
