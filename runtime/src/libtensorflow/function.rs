//! Functions: graphs that operations such as `MapDataset` call by name.

use std::borrow::Cow;
use std::ptr::NonNull;

use super::api::Api;
use super::cstr::text;
use super::error::{Error, Result};
use super::load;
use super::raw;
use super::status::StatusCell;

/// A function. It is added to a graph by [`Graph::copy_function`](super::Graph::copy_function).
pub struct Function {
    raw: NonNull<raw::Function>,
    api: &'static Api,
}

// SAFETY: a TF_Function is a function definition that is never written to once it exists, tied to no thread.
unsafe impl Send for Function {}
// SAFETY: as for `Send`; the calls made with it only read it.
unsafe impl Sync for Function {}

impl Function {
    /// A function from a serialized `FunctionDef`.
    ///
    /// # Errors
    /// [`Error::Status`] if the bytes are none; those of [`load`](super::load).
    pub fn from_def(function_def: &[u8]) -> Result<Self> {
        let api = load::api()?;
        let mut status = StatusCell::new(api)?;
        // SAFETY: pointer and length are those of a slice, which is only read; the status is live.
        let raw = unsafe {
            (api.function_import)(function_def.as_ptr().cast(), function_def.len(), status.as_ptr())
        };
        status.check()?;
        Self::own(api, raw, "TF_FunctionImportFunctionDef")
    }

    /// Takes over a function that a call of the C API has just handed out.
    pub(super) fn own(api: &'static Api, raw: *mut raw::Function, function: &'static str) -> Result<Self> {
        Ok(Self { raw: NonNull::new(raw).ok_or(Error::Null { function })?, api })
    }

    /// The name by which operations call it.
    pub fn name(&self) -> Cow<'_, str> {
        // SAFETY: the function is live, as `self` owns it.
        let name = unsafe { (self.api.function_name)(self.raw.as_ptr()) };
        // SAFETY: the name ends with NUL and belongs to the function, which lives unchanged as long as `self`.
        unsafe { text(name) }
    }

    pub(super) fn as_ptr(&self) -> *const raw::Function {
        self.raw.as_ptr()
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        // SAFETY: the function is live and owned by `self` alone, which ends here.
        unsafe { (self.api.delete_function)(self.raw.as_ptr()) }
    }
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Function").field(&self.name()).finish()
    }
}
