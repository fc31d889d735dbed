//! What TensorFlow answers to a call, copied out of its `TF_Status`.

use std::ffi::CStr;
use std::fmt;
use std::ptr::NonNull;

use super::api::Api;
use super::error::{Error, Result};
use super::raw;

/// The kind of an error that TensorFlow reports (`tf.errors`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The call was cancelled, for instance because the session was closed.
    Cancelled,
    /// An error without a kind.
    Unknown,
    /// An argument, or a graph, that cannot work.
    InvalidArgument,
    /// The time allowed is over.
    DeadlineExceeded,
    /// A file or another thing that was asked for is not there.
    NotFound,
    /// A thing that was to be made is there already.
    AlreadyExists,
    /// No right to do this.
    PermissionDenied,
    /// Memory, disk or another resource is used up.
    ResourceExhausted,
    /// The system is not in the state that the call needs.
    FailedPrecondition,
    /// The call was given up, for instance after a conflict.
    Aborted,
    /// Past the end: how a dataset iterator says that it is done.
    OutOfRange,
    /// Not built into this libtensorflow.
    Unimplemented,
    /// A broken invariant inside TensorFlow.
    Internal,
    /// A service that cannot be reached now.
    Unavailable,
    /// Data that is damaged and cannot be read.
    DataLoss,
    /// No right to do this, for want of credentials.
    Unauthenticated,
    /// A code that is unknown here.
    Other(i32),
}

impl Code {
    /// The code with this number; `None` for 0, which is success.
    fn from_number(number: i32) -> Option<Self> {
        Some(match number {
            0 => return None,
            1 => Self::Cancelled,
            2 => Self::Unknown,
            3 => Self::InvalidArgument,
            4 => Self::DeadlineExceeded,
            5 => Self::NotFound,
            6 => Self::AlreadyExists,
            7 => Self::PermissionDenied,
            8 => Self::ResourceExhausted,
            9 => Self::FailedPrecondition,
            10 => Self::Aborted,
            11 => Self::OutOfRange,
            12 => Self::Unimplemented,
            13 => Self::Internal,
            14 => Self::Unavailable,
            15 => Self::DataLoss,
            16 => Self::Unauthenticated,
            other => Self::Other(other),
        })
    }
}

/// `invalid argument`, `out of range`, and so on.
impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cancelled => "cancelled",
            Self::Unknown => "unknown",
            Self::InvalidArgument => "invalid argument",
            Self::DeadlineExceeded => "deadline exceeded",
            Self::NotFound => "not found",
            Self::AlreadyExists => "already exists",
            Self::PermissionDenied => "permission denied",
            Self::ResourceExhausted => "resource exhausted",
            Self::FailedPrecondition => "failed precondition",
            Self::Aborted => "aborted",
            Self::OutOfRange => "out of range",
            Self::Unimplemented => "unimplemented",
            Self::Internal => "internal",
            Self::Unavailable => "unavailable",
            Self::DataLoss => "data loss",
            Self::Unauthenticated => "unauthenticated",
            Self::Other(number) => return write!(f, "code {number}"),
        })
    }
}

/// An error that TensorFlow reports: its kind and its own words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("tensorflow: {code}: {message}")]
pub struct Status {
    /// The kind of error.
    pub code: Code,
    /// TensorFlow's message.
    pub message: String,
}

/// Owns one `TF_Status`, into which calls write how they went. It is reused: every call overwrites it.
pub(super) struct StatusCell {
    raw: NonNull<raw::Status>,
    api: &'static Api,
}

impl StatusCell {
    pub(super) fn new(api: &'static Api) -> Result<Self> {
        // SAFETY: TF_NewStatus has no precondition.
        let raw = unsafe { (api.new_status)() };
        Ok(Self { raw: NonNull::new(raw).ok_or(Error::Null { function: "TF_NewStatus" })?, api })
    }

    /// The pointer to give to a call. Only one call may use it at a time, hence `&mut`.
    pub(super) fn as_ptr(&mut self) -> *mut raw::Status {
        self.raw.as_ptr()
    }

    /// How the last call went.
    pub(super) fn check(&self) -> Result<(), Status> {
        // SAFETY: the status is live, as `self` owns it, and TF_GetCode only reads it.
        let number = unsafe { (self.api.get_code)(self.raw.as_ptr()) };
        let Some(code) = Code::from_number(number) else { return Ok(()) };
        // SAFETY: as above, for TF_Message.
        let message = unsafe { (self.api.message)(self.raw.as_ptr()) };
        if message.is_null() {
            return Err(Status { code, message: String::new() });
        }
        // SAFETY: TF_Message returns a string ended by NUL that lives until the status is next written,
        // which needs `&mut self`.
        let message = unsafe { CStr::from_ptr(message) };
        Err(Status { code, message: message.to_string_lossy().into_owned() })
    }
}

impl Drop for StatusCell {
    fn drop(&mut self) {
        // SAFETY: the status is live and owned by `self` alone, which ends here.
        unsafe { (self.api.delete_status)(self.raw.as_ptr()) }
    }
}

// SAFETY: a TF_Status is plain heap data (a code, a message, payloads) tied to no thread; `&StatusCell` only
// reads it, and writing takes `&mut`.
unsafe impl Send for StatusCell {}
// SAFETY: as for `Send`.
unsafe impl Sync for StatusCell {}
