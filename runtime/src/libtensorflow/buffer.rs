//! The bytes that TensorFlow gives and takes: serialized protocol buffers.

use std::ptr::NonNull;
use std::slice;

use super::api::Api;
use super::error::{Error, Result};
use super::raw;

/// Owns one `TF_Buffer`.
pub(super) struct Buffer {
    raw: NonNull<raw::Buffer>,
    api: &'static Api,
}

impl Buffer {
    /// An empty buffer for a call to fill.
    pub(super) fn new(api: &'static Api) -> Result<Self> {
        // SAFETY: TF_NewBuffer has no precondition.
        let raw = unsafe { (api.new_buffer)() };
        Ok(Self { raw: NonNull::new(raw).ok_or(Error::Null { function: "TF_NewBuffer" })?, api })
    }

    /// A buffer with a copy of `bytes`.
    pub(super) fn copied(api: &'static Api, bytes: &[u8]) -> Result<Self> {
        // SAFETY: pointer and length are those of a slice, and TF_NewBufferFromString copies them.
        let raw = unsafe { (api.new_buffer_from_string)(bytes.as_ptr().cast(), bytes.len()) };
        let function = "TF_NewBufferFromString";
        Ok(Self { raw: NonNull::new(raw).ok_or(Error::Null { function })?, api })
    }

    pub(super) fn as_ptr(&mut self) -> *mut raw::Buffer {
        self.raw.as_ptr()
    }

    /// What a call wrote into the buffer.
    pub(super) fn to_vec(&self) -> Vec<u8> {
        // SAFETY: the buffer is live, as `self` owns it, and no call writes to it meanwhile: that takes `&mut`.
        let raw = unsafe { self.raw.as_ref() };
        if raw.data.is_null() || raw.length == 0 {
            return Vec::new();
        }
        // SAFETY: a filled buffer has `length` readable bytes at `data`, which it owns until it is deleted.
        unsafe { slice::from_raw_parts(raw.data.cast::<u8>(), raw.length) }.to_vec()
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        // SAFETY: the buffer is live and owned by `self` alone, which ends here.
        unsafe { (self.api.delete_buffer)(self.raw.as_ptr()) }
    }
}

// SAFETY: a TF_Buffer is plain heap data tied to no thread; it is written through `&mut` only.
unsafe impl Send for Buffer {}
// SAFETY: as for `Send`.
unsafe impl Sync for Buffer {}
