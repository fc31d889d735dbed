use std::path::PathBuf;

use tfdata_spec::{DType, Mismatches, Shape};

use crate::place::Place;

/// What can go wrong between a dataset and its arrays.
///
/// Every variant is data: the component's path in the dataset, what was expected and what was found, and the
/// number of the element, counted from 0 since the start of the iteration.
///
/// `{:?}` prints the same as `{}`, so that `fn main() -> tfdata::Result<()>` ends with a message that can be read.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The struct does not fit the dataset. All the mismatches are listed, as a table.
    #[error("`{element}` does not fit {dataset}: {}", mismatches.table())]
    Mismatch {
        /// The Rust type that was to be read.
        element: String,
        /// The dataset, as the user named it.
        dataset: String,
        /// Every mismatch.
        mismatches: Box<Mismatches>,
    },
    /// A component has another shape than the type or its `shape` attribute allows.
    #[error("component `{path}` of element {element} has shape {got:?}, expected {expected}")]
    Shape {
        /// The component's path.
        path: String,
        /// The element's number.
        element: u64,
        /// The shape that the type wants.
        expected: Shape,
        /// The shape found.
        got: Vec<usize>,
    },
    /// A component has another dtype than was bound.
    #[error("component `{path}` of element {element} is {got}, expected {expected}")]
    DType {
        /// The component's path.
        path: String,
        /// The element's number.
        element: u64,
        /// The dtype that the type wants.
        expected: DType,
        /// The dtype found.
        got: DType,
    },
    /// Elements that are to be stacked differ in shape.
    #[error(
        "component `{path}` of element {element} has shape {got:?}, the elements before it have {first:?}; \
         arrays can only be joined where these are equal. Pad them in the pipeline (`padded_batch`), or take \
         them one by one with `iter()`"
    )]
    Unequal {
        /// The component's path.
        path: String,
        /// The first element that differs.
        element: u64,
        /// The shape of the elements before it.
        first: Vec<usize>,
        /// The shape of this one.
        got: Vec<usize>,
    },
    /// The components of one batch have different numbers of rows.
    #[error("component `{path}` of element {element} has {got} rows where the batch has {expected}")]
    Rows {
        /// The component's path.
        path: String,
        /// The element's number.
        element: u64,
        /// The rows of the batch's first component.
        expected: usize,
        /// The rows of this component.
        got: usize,
    },
    /// A string is not UTF-8.
    #[error(
        "component `{path}` of element {element}: string {item} is not UTF-8 (from byte {valid_up_to} on); \
         use `Bytes` instead of `String` to take any bytes"
    )]
    Utf8 {
        /// The component's path.
        path: String,
        /// The element's number.
        element: u64,
        /// The string's number within the component, row-major.
        item: usize,
        /// The bytes up to here are UTF-8.
        valid_up_to: usize,
    },
    /// A boolean is stored as something else than 0 or 1.
    #[error("component `{path}` of element {element}: item {item} is {got}, not a boolean")]
    Bool {
        /// The component's path.
        path: String,
        /// The element's number.
        element: u64,
        /// The item's number within the component, row-major.
        item: usize,
        /// The byte found.
        got: u8,
    },
    /// An argument that a dataset's method cannot take.
    #[error("{method}: {reason}")]
    Argument {
        /// The method, with its argument: `batch(0)`.
        method: String,
        /// What is wrong, and what to write.
        reason: String,
    },
    /// libtensorflow was not found, is too old, or could not be installed.
    #[error(transparent)]
    Libtensorflow(#[from] crate::libtensorflow::Error),
    /// The dataset ended early or is damaged: it has fewer elements than it promises.
    #[error(
        "{dataset} ended after {got} elements, but promises {expected}; a file is missing or was cut short"
    )]
    Truncated {
        /// The dataset, as the user named it.
        dataset: String,
        /// The number of elements that it promises.
        expected: u64,
        /// The number of elements that it gave.
        got: u64,
    },
    /// A file of the dataset is damaged, or a record of it is not what is to be read.
    #[error("{dataset}: element {element}: {}{reason}", place.between(dataset, reason))]
    Damaged {
        /// The dataset, as the user named it.
        dataset: String,
        /// The first element that cannot be read: its number among those that the files hold, counted from 0 in the
        /// order in which they are read.
        element: u64,
        /// The file, and where in it.
        place: Box<Place>,
        /// What is wrong there.
        reason: String,
    },
    /// There is no element at this place.
    #[error("{dataset} has no element {index}: it has {len}, counted from 0")]
    OutOfRange {
        /// The dataset, as the user named it.
        dataset: String,
        /// The place that was asked for.
        index: u64,
        /// How many elements there are.
        len: u64,
    },
    /// TensorFlow reports an error.
    #[error("{context}: {message} ({code:?}){}", crate::place::among(files))]
    TensorFlow {
        /// What was being done: `element 17 of exported/weather`.
        context: String,
        /// TensorFlow's status code.
        code: crate::libtensorflow::Code,
        /// TensorFlow's message.
        message: String,
        /// The files that the dataset reads, if it is one of these that can't be read: which one, TensorFlow does not
        /// say.
        files: Vec<PathBuf>,
    },
    /// The pipeline calls Python, which only a Python process can run.
    #[error(
        "{dataset} calls Python (op `{op}`{within}), which only a Python process can run. Replace `py_function`, \
         `numpy_function` or `from_generator` by TensorFlow ops, or store the elements once with `ds.save(path)` \
         and open them with `Dataset::load(path)`"
    )]
    Python {
        /// The dataset, as the user named it.
        dataset: String,
        /// The op: `EagerPyFunc`.
        op: String,
        /// Where it stands: ` in function ..`, or nothing.
        within: String,
    },
    /// A dataset cannot be opened as what it was said to be.
    #[error("{dataset}: {reason}")]
    Open {
        /// The dataset, as the user named it.
        dataset: String,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// Elements of this type can't be written as examples.
    #[error("`{element}` can't be written as examples:{}", listed(fields))]
    Unwritable {
        /// The Rust type.
        element: String,
        /// Every field that an example can't hold.
        fields: Vec<crate::UnwritableField>,
    },
    /// An element can't be written.
    #[error("{}element {element} can't be written: {reason}", component(path))]
    Write {
        /// The component's path; empty if it is not about a single one.
        path: String,
        /// The element's number.
        element: u64,
        /// Why not.
        reason: String,
    },
    /// A file or folder could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The operating system's error.
        source: std::io::Error,
    },
    /// The iteration was cancelled, by a [`Canceller`](crate::Canceller).
    #[error("the iteration was cancelled")]
    Cancelled,
    /// The iterator gave an error before; what it gives now would not be complete.
    #[error("the iterator stopped at an error before and cannot go on; make a new one with `iter()`")]
    Poisoned,
}

/// Each on a line of its own, where there are several.
fn listed(fields: &[crate::UnwritableField]) -> String {
    match fields {
        [field] => format!(" {field}"),
        fields => fields.iter().map(|field| format!("\n  {field}")).collect(),
    }
}

/// ``component `mag` of ``
fn component(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("component `{path}` of ") }
}

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl std::fmt::Debug for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl Error {
    /// The error that a pipeline calls Python.
    pub(crate) fn python(dataset: &str, python: tfdata_spec::proto::PythonOp) -> Self {
        let within =
            python.function.map_or_else(String::new, |function| format!(" in function `{function}`"));
        Self::Python { dataset: dataset.to_owned(), op: python.op, within }
    }
}
