//! Texts across the boundary.

use std::borrow::Cow;
use std::ffi::{CStr, CString};

use super::error::{Error, Result};
use super::raw::Str;

/// `text` as a C string; `what` says what it is for, should it contain a NUL.
pub(super) fn c_string(what: &'static str, text: &str) -> Result<CString> {
    CString::new(text).map_err(|_| Error::Nul { what, text: text.to_owned() })
}

/// A C string as text; empty if it is null.
///
/// # Safety
/// `text` must be null, or end with NUL and stay as it is for `'a`.
pub(super) unsafe fn text<'a>(text: Str) -> Cow<'a, str> {
    if text.is_null() {
        return Cow::Borrowed("");
    }
    // SAFETY: by this function's contract.
    unsafe { CStr::from_ptr(text) }.to_string_lossy()
}
