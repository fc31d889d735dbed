//! Operations: handles to them, and what they are.

use std::borrow::Cow;
use std::ffi::c_int;
use std::ptr::NonNull;

use tfdata_spec::{DType, Shape};

use super::attr::Attr;
use super::buffer::Buffer;
use super::cstr::{c_string, text};
use super::error::Result;
use super::graph::{GraphId, RawGraph};
use super::raw;
use super::status::StatusCell;

/// A handle to an operation of a [`Graph`](super::Graph).
///
/// It is a name for the operation and keeps nothing alive: only its own graph, and sessions of it, accept it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operation {
    pub(super) graph: GraphId,
    pub(super) raw: NonNull<raw::Operation>,
}

// SAFETY: a handle is an address that is never followed without the graph that it belongs to, which is thread-safe.
unsafe impl Send for Operation {}
// SAFETY: as for `Send`.
unsafe impl Sync for Operation {}

impl Operation {
    /// The output of this operation at `index`. The index is checked where the output is used.
    pub fn output(self, index: usize) -> Output {
        Output { operation: self, index }
    }
}

/// One output of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Output {
    /// The operation.
    pub operation: Operation,
    /// Which of its outputs.
    pub index: usize,
}

/// The first output of the operation.
impl From<Operation> for Output {
    fn from(operation: Operation) -> Self {
        operation.output(0)
    }
}

/// What an operation of a graph is.
#[derive(Clone, Copy)]
pub struct Node<'g> {
    graph: &'g RawGraph,
    operation: Operation,
}

impl<'g> Node<'g> {
    /// `operation` must be one of `graph`'s.
    pub(super) fn new(graph: &'g RawGraph, operation: Operation) -> Self {
        Self { graph, operation }
    }

    /// The handle to the operation.
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// The operation's name.
    pub fn name(&self) -> Cow<'g, str> {
        // SAFETY: the operation is live, as its graph is.
        let name = unsafe { (self.graph.api.operation_name)(self.raw()) };
        // SAFETY: the name ends with NUL and belongs to the operation, which lives unchanged as long as the graph.
        unsafe { text(name) }
    }

    /// The kind of operation, for instance `BatchDatasetV2`.
    pub fn op_type(&self) -> Cow<'g, str> {
        // SAFETY: the operation is live, as its graph is.
        let op_type = unsafe { (self.graph.api.operation_op_type)(self.raw()) };
        // SAFETY: the string ends with NUL and belongs to the operation, which lives unchanged as long as the graph.
        unsafe { text(op_type) }
    }

    /// How many outputs the operation has.
    pub fn num_outputs(&self) -> usize {
        // SAFETY: the operation is live, as its graph is.
        let count = unsafe { (self.graph.api.operation_num_outputs)(self.raw()) };
        usize::try_from(count).unwrap_or(0)
    }

    /// The dtype of the output at `index`; `None` if there is none.
    pub fn output_dtype(&self, index: usize) -> Option<DType> {
        let output = self.graph.resolve_output(self.operation.output(index)).ok()?;
        // SAFETY: the operation is live, as its graph is, and has an output with this index.
        let number = unsafe { (self.graph.api.operation_output_type)(output) };
        Some(DType::from_number(number))
    }

    /// The static shape of the output at `index`, as far as TensorFlow can tell it from the graph.
    pub fn output_shape(&self, index: usize) -> Shape {
        let api = self.graph.api;
        let output = self.graph.resolve_output(self.operation.output(index));
        let (Ok(output), Ok(mut status)) = (output, StatusCell::new(api)) else { return Shape::UNKNOWN };
        // SAFETY: graph and status are live, and the output is one of this graph's.
        let rank = unsafe { (api.graph_num_dims)(self.graph.as_ptr(), output, status.as_ptr()) };
        let mut dims = match usize::try_from(rank) {
            Ok(rank) if status.check().is_ok() => vec![0_i64; rank],
            _ => return Shape::UNKNOWN,
        };
        // SAFETY: as above; the pointer is to as many numbers as the rank says, which are written to.
        unsafe {
            (api.graph_shape)(self.graph.as_ptr(), output, dims.as_mut_ptr(), rank, status.as_ptr());
        }
        match status.check() {
            Ok(()) => Shape::new(dims.iter().map(|dim| usize::try_from(*dim).ok()).collect::<Vec<_>>()),
            Err(_) => Shape::UNKNOWN,
        }
    }

    /// How many inputs the operation has; control inputs are not counted.
    pub fn num_inputs(&self) -> usize {
        // SAFETY: the operation is live, as its graph is.
        let count = unsafe { (self.graph.api.operation_num_inputs)(self.raw()) };
        usize::try_from(count).unwrap_or(0)
    }

    /// What feeds the input at `index`; `None` if there is no such input.
    pub fn input(&self, index: usize) -> Option<Output> {
        if index >= self.num_inputs() {
            return None;
        }
        let input = raw::Input { operation: self.raw(), index: c_int::try_from(index).ok()? };
        // SAFETY: the operation is live, as its graph is, and has an input with this index.
        let producer = unsafe { (self.graph.api.operation_input)(input) };
        let operation = self.graph.handle(producer.operation)?;
        Some(Output { operation, index: usize::try_from(producer.index).ok()? })
    }

    /// The value of an attribute.
    ///
    /// # Errors
    /// [`Error::Status`](super::Error::Status) if there is no such attribute,
    /// [`Error::Attr`](super::Error::Attr) if it cannot be decoded.
    pub fn attr(&self, name: &str) -> Result<Attr> {
        Attr::decode(name, &self.attr_proto(name)?)
    }

    /// The value of an attribute as a serialized `AttrValue`.
    ///
    /// # Errors
    /// [`Error::Status`](super::Error::Status) if there is no such attribute.
    pub fn attr_proto(&self, name: &str) -> Result<Vec<u8>> {
        let api = self.graph.api;
        let name = c_string("the name of an attribute", name)?;
        let mut status = StatusCell::new(api)?;
        let mut buffer = Buffer::new(api)?;
        // SAFETY: operation, buffer and status are live, and the name is only read.
        unsafe { (api.operation_attr_proto)(self.raw(), name.as_ptr(), buffer.as_ptr(), status.as_ptr()) };
        status.check()?;
        Ok(buffer.to_vec())
    }

    fn raw(&self) -> *mut raw::Operation {
        self.operation.raw.as_ptr()
    }
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.op_type(), self.name())
    }
}
