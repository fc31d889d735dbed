//! One step of a session, and steps that are repeated.

use std::ffi::c_int;
use std::ptr;
use std::sync::Arc;
use std::time::Duration;

use prost::Message;

use super::buffer::Buffer;
use super::error::{Error, Result};
use super::node::{Operation, Output};
use super::proto::RunOptionsProto;
use super::raw;
use super::session::RawSession;
use super::status::StatusCell;
use super::tensor::Tensor;

/// What goes into a step and what comes out of it, as the arrays that `TF_SessionRun` takes.
pub(super) struct Outlets {
    feeds: Vec<raw::Output>,
    pub(super) feed_values: Vec<*const raw::Tensor>,
    fetches: Vec<raw::Output>,
    fetch_values: Vec<*mut raw::Tensor>,
    targets: Vec<*const raw::Operation>,
}

impl Outlets {
    /// Looks everything up in the session's graph. The feeds have no values yet.
    pub(super) fn new(
        session: &RawSession,
        feeds: &[Output],
        fetches: &[Output],
        targets: &[Operation],
    ) -> Result<Self> {
        let graph = &session.graph.0;
        let resolve = |&output| graph.resolve_output(output);
        Ok(Self {
            feeds: feeds.iter().map(resolve).collect::<Result<_>>()?,
            feed_values: vec![ptr::null(); feeds.len()],
            fetches: fetches.iter().map(resolve).collect::<Result<_>>()?,
            fetch_values: vec![ptr::null_mut(); fetches.len()],
            targets: targets
                .iter()
                .map(|&operation| Ok(graph.resolve(operation)?.as_ptr().cast_const()))
                .collect::<Result<_>>()?,
        })
    }
}

/// Runs one step and appends the fetched tensors to `tensors`.
///
/// # Safety
/// Each of `outlets.feed_values` must be a live tensor, and `outlets` must be made for `session`.
pub(super) unsafe fn run(
    session: &RawSession,
    outlets: &mut Outlets,
    options: Option<&mut Buffer>,
    status: &mut StatusCell,
    tensors: &mut Vec<Tensor>,
) -> Result<()> {
    let options = options.map_or(ptr::null_mut(), Buffer::as_ptr);
    outlets.fetch_values.fill(ptr::null_mut());
    // SAFETY: session, options and status are live; the outputs and operations are of the session's graph, which it
    // keeps alive; the values are live; each array has the length given with it; null options and metadata are allowed.
    unsafe {
        (session.api.session_run)(
            session.as_ptr(),
            options,
            outlets.feeds.as_ptr(),
            outlets.feed_values.as_ptr(),
            outlets.feeds.len() as c_int,
            outlets.fetches.as_ptr(),
            outlets.fetch_values.as_mut_ptr(),
            outlets.fetches.len() as c_int,
            outlets.targets.as_ptr(),
            outlets.targets.len() as c_int,
            ptr::null_mut(),
            status.as_ptr(),
        );
    }
    status.check()?; // "On failure, output_values[] contains NULLs" (c_api.h): there is nothing to free.
    let mut complete = Ok(());
    for &value in &outlets.fetch_values {
        // All are taken over, also after one that is null, so that none leaks.
        match Tensor::own(session.api, value, "TF_SessionRun") {
            Ok(tensor) => tensors.push(tensor),
            Err(error) => complete = Err(error),
        }
    }
    complete
}

/// A run to be repeated: [`Session::prepare`](super::Session::prepare) makes it.
///
/// A step allocates nothing on this side of the boundary once the vector it fills has its size.
pub struct Run {
    session: Arc<RawSession>,
    outlets: Outlets,
    /// What `outlets.feed_values` points at.
    feeds: Vec<Arc<Tensor>>,
    options: Option<Buffer>,
    status: StatusCell,
}

// SAFETY: the pointers in `outlets` are to operations of the session's graph and to tensors in `feeds`; this value holds
// a share of both, and both are `Send` and `Sync`. Fetched tensors are in it only during a call.
unsafe impl Send for Run {}
// SAFETY: as for `Send`; through `&Run` nothing is written.
unsafe impl Sync for Run {}

impl Run {
    pub(super) fn new(
        session: Arc<RawSession>,
        outputs: &[Output],
        feeds: Vec<Arc<Tensor>>,
        fetches: &[Output],
        targets: &[Operation],
    ) -> Result<Self> {
        let mut outlets = Outlets::new(&session, outputs, fetches, targets)?;
        outlets.feed_values = feeds.iter().map(|tensor| tensor.as_ptr().cast_const()).collect();
        let status = StatusCell::new(session.api)?;
        Ok(Self { session, outlets, feeds, options: None, status })
    }

    /// Runs once, and replaces what is in `tensors` by the fetched tensors. After an error it is empty.
    ///
    /// # Errors
    /// [`Error::Status`] if the run fails, with [`Code::OutOfRange`](super::Code::OutOfRange) at the end of a dataset.
    pub fn step(&mut self, tensors: &mut Vec<Tensor>) -> Result<()> {
        tensors.clear();
        let Self { session, outlets, options, status, .. } = self;
        // SAFETY: the fed tensors are in `feeds`, and the outlets were made for this session.
        let done = unsafe { run(session, outlets, options.as_mut(), status, tensors) };
        if done.is_err() {
            tensors.clear();
        }
        done
    }

    /// Feeds another tensor from now on, in the place that `index` had in what the run was prepared with.
    ///
    /// # Errors
    /// [`Error::FeedIndex`].
    pub fn set_feed(&mut self, index: usize, tensor: Arc<Tensor>) -> Result<()> {
        let feeds = self.feeds.len();
        match (self.outlets.feed_values.get_mut(index), self.feeds.get_mut(index)) {
            (Some(value), Some(feed)) => {
                *value = tensor.as_ptr();
                *feed = tensor;
                Ok(())
            }
            _ => Err(Error::FeedIndex { index, feeds }),
        }
    }

    /// Ends each later step with [`Code::DeadlineExceeded`](super::Code::DeadlineExceeded) when it takes longer;
    /// `None` lets it take its time. A timeout makes short steps several times as slow.
    ///
    /// # Errors
    /// [`Error::Null`] if memory is out.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) -> Result<()> {
        let Some(timeout) = timeout else {
            self.options = None;
            return Ok(());
        };
        // At least one millisecond: TensorFlow takes 0 for no limit.
        let timeout_in_ms = i64::try_from(timeout.as_millis()).unwrap_or(i64::MAX).max(1);
        let proto = RunOptionsProto { timeout_in_ms }.encode_to_vec();
        self.options = Some(Buffer::copied(self.session.api, &proto)?);
        Ok(())
    }

    /// The session that this runs in.
    pub fn session(&self) -> super::Session {
        super::Session(self.session.clone())
    }
}

impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Outlets { feeds, fetches, targets, .. } = &self.outlets;
        let (feeds, fetches, targets) = (feeds.len(), fetches.len(), targets.len());
        write!(f, "Run({feeds} feeds, {fetches} fetches, {targets} targets)")
    }
}
