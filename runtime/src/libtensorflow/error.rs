use std::path::PathBuf;

use tfdata_spec::DType;

use super::install::InstallError;
use super::locate::NotFound;
use super::status::Status;

/// What a function of this module returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why libtensorflow could not be loaded, or what it objected to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No libtensorflow in any of the places where it could be.
    #[error(transparent)]
    NotFound(#[from] NotFound),

    /// libtensorflow could not be installed.
    #[error(transparent)]
    Install(#[from] InstallError),

    /// The library is there, but the system cannot load it.
    #[error("cannot load {}: {reason}", path.display())]
    Open {
        /// The library's file.
        path: PathBuf,
        /// What the system's loader says.
        reason: String,
    },

    /// The library lacks a function that this crate calls.
    #[error(
        "{} is TensorFlow {version} and has no function `{symbol}`; TensorFlow {oldest} is the oldest that has \
         all that is needed",
        path.display()
    )]
    MissingSymbol {
        /// The function.
        symbol: &'static str,
        /// The library's file.
        path: PathBuf,
        /// The version that the library says it has.
        version: String,
        /// The oldest version that this crate supports.
        oldest: &'static str,
    },

    /// The file is a library, but not TensorFlow's.
    #[error("{} is not libtensorflow: it has no function `TF_Version`", path.display())]
    NotTensorFlow {
        /// The library's file.
        path: PathBuf,
    },

    /// The library is older than this crate supports.
    #[error("{} is TensorFlow {version}; TensorFlow {oldest} is the oldest that is supported", path.display())]
    TooOld {
        /// The library's file.
        path: PathBuf,
        /// The version that the library says it has.
        version: String,
        /// The oldest version that this crate supports.
        oldest: &'static str,
    },

    /// TensorFlow reports an error.
    #[error(transparent)]
    Status(#[from] Status),

    /// A name or another text for TensorFlow contains a NUL character, which C strings cannot.
    #[error("{what} contains a NUL character: {text:?}")]
    Nul {
        /// What the text is for.
        what: &'static str,
        /// The text.
        text: String,
    },

    /// More dimensions, or larger ones, than a tensor can have.
    #[error("no tensor can have the shape {dims:?}")]
    Dims {
        /// The dimensions.
        dims: Vec<usize>,
    },

    /// The items given for a tensor are not as many as its shape says.
    #[error("a {dtype} tensor of shape {dims:?} takes {expected} {unit}, got {got}")]
    Length {
        /// The dtype of the tensor.
        dtype: DType,
        /// Its dimensions.
        dims: Vec<usize>,
        /// How many it takes.
        expected: usize,
        /// How many were given; for an iterator, one more than expected means "too many".
        got: usize,
        /// What is counted: `bytes` or `strings`.
        unit: &'static str,
    },

    /// A tensor of this dtype cannot be made from bytes.
    #[error("a {dtype} tensor cannot be made from bytes")]
    NotBytes {
        /// The dtype.
        dtype: DType,
    },

    /// An operation of one graph was given to another graph, or to a session of another graph.
    #[error("the operation belongs to another graph")]
    OtherGraph,

    /// An operation has no output with this index.
    #[error("operation `{operation}` has {outputs} outputs, so none with index {index}")]
    OutputIndex {
        /// The operation's name.
        operation: String,
        /// The index that was asked for.
        index: usize,
        /// How many outputs there are.
        outputs: usize,
    },

    /// A prepared run has no input with this index.
    #[error("the run has {feeds} inputs, so none with index {index}")]
    FeedIndex {
        /// The index that was asked for.
        index: usize,
        /// How many inputs there are.
        feeds: usize,
    },

    /// A path that cannot be given to TensorFlow, which takes UTF-8 only.
    #[error("{} is not UTF-8, and TensorFlow takes no other paths", path.display())]
    Path {
        /// The path.
        path: PathBuf,
    },

    /// The bytes of an attribute are not what TensorFlow's `AttrValue` should be.
    #[error("attribute `{name}` cannot be decoded: {reason}")]
    Attr {
        /// The attribute's name.
        name: String,
        /// What is wrong with it.
        reason: String,
    },

    /// TensorFlow returned nothing where its documentation promises an object: it is out of memory.
    #[error("{function} returned a null pointer: out of memory?")]
    Null {
        /// The C function.
        function: &'static str,
    },
}

impl Error {
    /// TensorFlow's own error, if it is one.
    pub fn status(&self) -> Option<&Status> {
        match self {
            Self::Status(status) => Some(status),
            _ => None,
        }
    }
}
