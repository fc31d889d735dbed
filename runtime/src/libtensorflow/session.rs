//! Sessions: running a graph.

use std::ffi::{CString, c_int};
use std::path::Path;
use std::ptr::{self, NonNull};
use std::sync::Arc;

use super::api::Api;
use super::buffer::Buffer;
use super::cstr::c_string;
use super::error::{Error, Result};
use super::graph::Graph;
use super::node::{Operation, Output};
use super::raw;
use super::run::{Outlets, Run, run};
use super::status::StatusCell;
use super::tensor::Tensor;

/// Owns one `TF_Session`, and a share of its graph.
pub(super) struct RawSession {
    raw: NonNull<raw::Session>,
    pub(super) api: &'static Api,
    pub(super) graph: Graph,
}

// SAFETY: "A Session allows concurrent calls to Run()" (tensorflow/core/public/session.h), and TF_SessionRun extends
// the session by new operations under the session's mutex. TF_CloseSession may come from any thread, also during a
// run, which it cancels. TF_DeleteSession comes last: every run holds a share of the session.
unsafe impl Send for RawSession {}
// SAFETY: as for `Send`.
unsafe impl Sync for RawSession {}

impl RawSession {
    fn own(graph: &Graph, raw: *mut raw::Session, function: &'static str) -> Result<Self> {
        let raw = NonNull::new(raw).ok_or(Error::Null { function })?;
        Ok(Self { raw, api: graph.0.api, graph: graph.clone() })
    }

    pub(super) fn as_ptr(&self) -> *mut raw::Session {
        self.raw.as_ptr()
    }
}

impl Drop for RawSession {
    fn drop(&mut self) {
        let Ok(mut status) = StatusCell::new(self.api) else { return };
        // SAFETY: session and status are live, and nobody runs the session: `self`, which alone owns it, ends here.
        // The status is ignored, as "this call discards all local resources" even with an error (c_api.h).
        unsafe { (self.api.delete_session)(self.raw.as_ptr(), status.as_ptr()) }
    }
}

/// A session of a graph. Cloning it gives another handle to the same session; it may be used on any thread, and
/// on several at a time.
#[derive(Clone)]
pub struct Session(pub(super) Arc<RawSession>);

/// A SavedModel, loaded.
#[derive(Debug)]
#[non_exhaustive]
pub struct SavedModel {
    /// Its graph, to which operations may be added.
    pub graph: Graph,
    /// The session in which its variables and tables are initialized.
    pub session: Session,
    /// Its serialized `MetaGraphDef`.
    pub meta_graph_def: Vec<u8>,
}

impl Session {
    /// A session of `graph`. Operations that are added later belong to it too. `config` is a serialized
    /// `ConfigProto`: see [`SessionConfig`](super::SessionConfig).
    ///
    /// # Errors
    /// [`Error::Status`] if `config` is no `ConfigProto`, or one that TensorFlow cannot follow.
    pub fn new(graph: &Graph, config: &[u8]) -> Result<Self> {
        let api = graph.0.api;
        let mut status = StatusCell::new(api)?;
        let options = SessionOptions::new(api, config)?;
        // SAFETY: graph, options and status are live; the session takes a reference to the graph, and the others
        // are not kept.
        let raw = unsafe { (api.new_session)(graph.0.as_ptr(), options.raw.as_ptr(), status.as_ptr()) };
        status.check()?;
        Ok(Self(Arc::new(RawSession::own(graph, raw, "TF_NewSession")?)))
    }

    /// Loads the SavedModel in the directory `dir`, with the graph that has these tags (`["serve"]`), and runs
    /// its initializers.
    ///
    /// # Errors
    /// [`Error::Status`] if it cannot be loaded, [`Error::Path`] if the path is not UTF-8; [`Error::Nul`];
    /// those of [`load`](super::load).
    pub fn load_saved_model(dir: &Path, tags: &[&str], config: &[u8]) -> Result<SavedModel> {
        let graph = Graph::new()?;
        let api = graph.0.api;
        let dir_text = dir.to_str().ok_or_else(|| Error::Path { path: dir.to_owned() })?;
        let dir_text = c_string("the path of a SavedModel", dir_text)?;
        let tags: Vec<CString> =
            tags.iter().map(|tag| c_string("the tag of a SavedModel", tag)).collect::<Result<_>>()?;
        let tag_pointers: Vec<raw::Str> = tags.iter().map(|tag| tag.as_ptr()).collect();
        let mut status = StatusCell::new(api)?;
        let mut meta_graph_def = Buffer::new(api)?;
        let options = SessionOptions::new(api, config)?;
        // SAFETY: options, graph, buffer and status are live, null run options are allowed, the tags are as many as
        // their count says, and only the graph, to which the session takes a reference, is kept.
        let raw = unsafe {
            (api.load_session)(
                options.raw.as_ptr(),
                ptr::null(),
                dir_text.as_ptr(),
                tag_pointers.as_ptr(),
                tag_pointers.len() as c_int,
                graph.0.as_ptr(),
                meta_graph_def.as_ptr(),
                status.as_ptr(),
            )
        };
        status.check()?;
        let session = RawSession::own(&graph, raw, "TF_LoadSessionFromSavedModel")?;
        Ok(SavedModel { graph, session: Self(Arc::new(session)), meta_graph_def: meta_graph_def.to_vec() })
    }

    /// Runs the graph once: puts each fed tensor in place of its output, runs what the fetches and targets need,
    /// and returns the fetched tensors in their order.
    ///
    /// For many runs of the same fetches, [`prepare`](Self::prepare) once.
    ///
    /// # Errors
    /// [`Error::Status`] if the run fails, with [`Code::OutOfRange`](super::Code::OutOfRange) at the end of a dataset;
    /// [`Error::OtherGraph`], [`Error::OutputIndex`].
    pub fn run(
        &self,
        feeds: &[(Output, &Tensor)],
        fetches: &[Output],
        targets: &[Operation],
    ) -> Result<Vec<Tensor>> {
        let feed_outputs: Vec<Output> = feeds.iter().map(|(output, _)| *output).collect();
        let mut outlets = Outlets::new(&self.0, &feed_outputs, fetches, targets)?;
        for (slot, (_, tensor)) in outlets.feed_values.iter_mut().zip(feeds) {
            *slot = tensor.as_ptr();
        }
        let mut status = StatusCell::new(self.0.api)?;
        let mut tensors = Vec::with_capacity(fetches.len());
        // SAFETY: the fed tensors are borrowed for the whole call.
        unsafe { run(&self.0, &mut outlets, None, &mut status, &mut tensors) }?;
        Ok(tensors)
    }

    /// A run to be repeated, with everything looked up and checked beforehand.
    ///
    /// # Errors
    /// [`Error::OtherGraph`], [`Error::OutputIndex`].
    pub fn prepare(
        &self,
        feeds: impl IntoIterator<Item = (Output, Arc<Tensor>)>,
        fetches: &[Output],
        targets: &[Operation],
    ) -> Result<Run> {
        let (outputs, tensors): (Vec<_>, Vec<_>) = feeds.into_iter().unzip();
        Run::new(self.0.clone(), &outputs, tensors, fetches, targets)
    }

    /// The graph of this session.
    pub fn graph(&self) -> &Graph {
        &self.0.graph
    }

    /// Closes the session: runs in progress, on whichever thread, end with
    /// [`Code::Cancelled`](super::Code::Cancelled), and so do all later ones.
    ///
    /// # Errors
    /// [`Error::Status`] if TensorFlow reports one; the session is of no use then either.
    pub fn close(&self) -> Result<()> {
        let mut status = StatusCell::new(self.0.api)?;
        // SAFETY: session and status are live, and TF_CloseSession may be called during a run.
        unsafe { (self.0.api.close_session)(self.0.as_ptr(), status.as_ptr()) };
        Ok(status.check()?)
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("graph", &self.0.graph).finish()
    }
}

/// Owns one `TF_SessionOptions`.
struct SessionOptions {
    raw: NonNull<raw::SessionOptions>,
    api: &'static Api,
}

impl SessionOptions {
    fn new(api: &'static Api, config: &[u8]) -> Result<Self> {
        // SAFETY: TF_NewSessionOptions has no precondition.
        let raw = unsafe { (api.new_session_options)() };
        let raw = NonNull::new(raw).ok_or(Error::Null { function: "TF_NewSessionOptions" })?;
        let options = Self { raw, api };
        let mut status = StatusCell::new(api)?;
        let (data, len) = (config.as_ptr().cast(), config.len());
        // SAFETY: options and status are live; pointer and length are those of a slice, which is only read.
        unsafe { (api.set_config)(options.raw.as_ptr(), data, len, status.as_ptr()) };
        status.check()?;
        Ok(options)
    }
}

impl Drop for SessionOptions {
    fn drop(&mut self) {
        // SAFETY: the options are live and owned by `self` alone, which ends here.
        unsafe { (self.api.delete_session_options)(self.raw.as_ptr()) }
    }
}
