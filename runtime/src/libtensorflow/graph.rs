//! Graphs: operations and functions that sessions run.

use std::ffi::c_int;
use std::ptr::{self, NonNull};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::api::Api;
use super::buffer::Buffer;
use super::builder::OperationBuilder;
use super::cstr::c_string;
use super::error::{Error, Result};
use super::function::Function;
use super::load;
use super::node::{Node, Operation, Output};
use super::raw;
use super::status::StatusCell;

/// Tells graphs apart, also those that are gone: a number is never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct GraphId(u64);

impl GraphId {
    fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// Owns one `TF_Graph`.
pub(super) struct RawGraph {
    raw: NonNull<raw::Graph>,
    pub(super) api: &'static Api,
    id: GraphId,
}

// SAFETY: "Graphs are thread-safe when used as directed" (c_api.h): every function that is called here with a
// TF_Graph takes the mutex that it contains.
unsafe impl Send for RawGraph {}
// SAFETY: as for `Send`.
unsafe impl Sync for RawGraph {}

impl RawGraph {
    pub(super) fn as_ptr(&self) -> *mut raw::Graph {
        self.raw.as_ptr()
    }

    /// The live operation behind a handle.
    pub(super) fn resolve(&self, operation: Operation) -> Result<NonNull<raw::Operation>> {
        // A handle of this graph is good for as long as the graph is: operations are never removed.
        if operation.graph == self.id { Ok(operation.raw) } else { Err(Error::OtherGraph) }
    }

    /// The live operation behind a handle, and an index that is one of its outputs.
    pub(super) fn resolve_output(&self, output: Output) -> Result<raw::Output> {
        let operation = self.resolve(output.operation)?.as_ptr();
        let node = Node::new(self, output.operation);
        match c_int::try_from(output.index) {
            Ok(index) if output.index < node.num_outputs() => Ok(raw::Output { operation, index }),
            _ => Err(Error::OutputIndex {
                operation: node.name().into_owned(),
                index: output.index,
                outputs: node.num_outputs(),
            }),
        }
    }

    /// A handle to an operation that the C API has returned for this graph.
    pub(super) fn handle(&self, operation: *mut raw::Operation) -> Option<Operation> {
        Some(Operation { graph: self.id, raw: NonNull::new(operation)? })
    }
}

impl Drop for RawGraph {
    fn drop(&mut self) {
        // SAFETY: the graph is live and owned by `self` alone, which ends here. Sessions hold references of
        // their own, which TensorFlow counts.
        unsafe { (self.api.delete_graph)(self.raw.as_ptr()) }
    }
}

/// A graph of operations. Cloning it gives another handle to the same graph; it may be used on any thread.
#[derive(Clone)]
pub struct Graph(pub(super) Arc<RawGraph>);

impl Graph {
    /// An empty graph.
    ///
    /// # Errors
    /// Those of [`load`](super::load).
    pub fn new() -> Result<Self> {
        let api = load::api()?;
        // SAFETY: TF_NewGraph has no precondition.
        let raw = unsafe { (api.new_graph)() };
        let raw = NonNull::new(raw).ok_or(Error::Null { function: "TF_NewGraph" })?;
        Ok(Self(Arc::new(RawGraph { raw, api, id: GraphId::next() })))
    }

    /// Adds the operations and functions of a serialized `GraphDef`, with `prefix/` before the names of the
    /// operations unless it is empty.
    ///
    /// # Errors
    /// [`Error::Status`] if the bytes are no `GraphDef`, or one that cannot be added; [`Error::Nul`].
    pub fn import_graph_def(&self, graph_def: &[u8], prefix: &str) -> Result<()> {
        let api = self.0.api;
        let prefix = c_string("the prefix of a graph", prefix)?;
        let mut status = StatusCell::new(api)?;
        let mut buffer = Buffer::copied(api, graph_def)?;
        let options = ImportOptions::new(api)?;
        // SAFETY: the options are live, and TF_ImportGraphDefOptionsSetPrefix copies the string.
        unsafe { (api.import_set_prefix)(options.raw.as_ptr(), prefix.as_ptr()) };
        // SAFETY: graph, buffer, options and status are live, and none is kept.
        unsafe {
            (api.import_graph_def)(self.0.as_ptr(), buffer.as_ptr(), options.raw.as_ptr(), status.as_ptr());
        }
        Ok(status.check()?)
    }

    /// The graph, functions included, as a serialized `GraphDef`.
    ///
    /// # Errors
    /// [`Error::Status`] if TensorFlow cannot write it.
    pub fn graph_def(&self) -> Result<Vec<u8>> {
        let mut status = StatusCell::new(self.0.api)?;
        let mut buffer = Buffer::new(self.0.api)?;
        // SAFETY: graph, buffer and status are live, and none is kept.
        unsafe { (self.0.api.graph_to_graph_def)(self.0.as_ptr(), buffer.as_ptr(), status.as_ptr()) };
        status.check()?;
        Ok(buffer.to_vec())
    }

    /// Begins a new operation: `graph.op("BatchDatasetV2", "batch").input(dataset)….finish()`.
    pub fn op(&self, op_type: &str, name: &str) -> OperationBuilder<'_> {
        OperationBuilder::new(&self.0, op_type, name)
    }

    /// The operation of this name; `None` if there is none.
    pub fn operation(&self, name: &str) -> Option<Operation> {
        let name = c_string("the name of an operation", name).ok()?;
        // SAFETY: the graph is live, and the string is only read.
        let raw = unsafe { (self.0.api.operation_by_name)(self.0.as_ptr(), name.as_ptr()) };
        self.0.handle(raw)
    }

    /// What an operation is: its name, type, inputs, outputs and attributes.
    ///
    /// # Errors
    /// [`Error::OtherGraph`].
    pub fn node(&self, operation: Operation) -> Result<Node<'_>> {
        self.0.resolve(operation)?;
        Ok(Node::new(&self.0, operation))
    }

    /// Each operation, in the order in which they were added.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        let mut position = 0_usize;
        std::iter::from_fn(move || {
            // SAFETY: the graph is live, and `position` is 0 or what the last call left there.
            let raw = unsafe { (self.0.api.next_operation)(self.0.as_ptr(), &mut position) };
            self.0.handle(raw).map(|operation| Node::new(&self.0, operation))
        })
    }

    /// This whole graph as a function from `inputs` (outputs of placeholders, usually) to `outputs`.
    ///
    /// # Errors
    /// [`Error::Status`] if the graph cannot be one, [`Error::OtherGraph`], [`Error::OutputIndex`], [`Error::Nul`].
    pub fn to_function(&self, name: &str, inputs: &[Output], outputs: &[Output]) -> Result<Function> {
        let api = self.0.api;
        let name = c_string("the name of a function", name)?;
        let inputs = self.resolve_outputs(inputs)?;
        let outputs = self.resolve_outputs(outputs)?;
        let mut status = StatusCell::new(api)?;
        // SAFETY: the graph and its outputs are live; each array has the length given with it; a count of -1 with no
        // array means all operations; null names, options and description are allowed; nothing is kept.
        let raw = unsafe {
            (api.graph_to_function)(
                self.0.as_ptr(),
                name.as_ptr(),
                0,
                -1,
                ptr::null(),
                inputs.len() as c_int,
                inputs.as_ptr(),
                outputs.len() as c_int,
                outputs.as_ptr(),
                ptr::null(),
                ptr::null(),
                ptr::null(),
                status.as_ptr(),
            )
        };
        status.check()?;
        Function::own(api, raw, "TF_GraphToFunction")
    }

    /// Adds a copy of `function`, so that operations of this graph can name it.
    ///
    /// # Errors
    /// [`Error::Status`] if there is another function of this name.
    pub fn copy_function(&self, function: &Function) -> Result<()> {
        let mut status = StatusCell::new(self.0.api)?;
        // SAFETY: graph, function and status are live; a null gradient is allowed; nothing is kept.
        unsafe {
            (self.0.api.copy_function)(self.0.as_ptr(), function.as_ptr(), ptr::null(), status.as_ptr());
        }
        Ok(status.check()?)
    }

    fn resolve_outputs(&self, outputs: &[Output]) -> Result<Vec<raw::Output>> {
        outputs.iter().map(|&output| self.0.resolve_output(output)).collect()
    }
}

impl std::fmt::Debug for Graph {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Graph").field(&self.0.id).finish()
    }
}

/// Owns one `TF_ImportGraphDefOptions`.
struct ImportOptions {
    raw: NonNull<raw::ImportOptions>,
    api: &'static Api,
}

impl ImportOptions {
    fn new(api: &'static Api) -> Result<Self> {
        // SAFETY: TF_NewImportGraphDefOptions has no precondition.
        let raw = unsafe { (api.new_import_options)() };
        let raw = NonNull::new(raw).ok_or(Error::Null { function: "TF_NewImportGraphDefOptions" })?;
        Ok(Self { raw, api })
    }
}

impl Drop for ImportOptions {
    fn drop(&mut self) {
        // SAFETY: the options are live and owned by `self` alone, which ends here.
        unsafe { (self.api.delete_import_options)(self.raw.as_ptr()) }
    }
}
