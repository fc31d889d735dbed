//! The strings of string tensors.

use std::alloc::{self, Layout};
use std::ffi::{c_int, c_void};
use std::fmt;
use std::iter::FusedIterator;
use std::ptr::NonNull;
use std::slice;

use tfdata_spec::DType;

use super::api::Api;
use super::error::{Error, Result};
use super::raw::{self, TString};

/// The items of a string tensor, in row-major order, as bytes.
#[derive(Clone, Copy)]
pub struct Strings<'t> {
    items: &'t [TString],
    api: &'static Api,
}

impl<'t> Strings<'t> {
    /// `items` must be initialized TF_TStrings.
    pub(super) fn new(api: &'static Api, items: &'t [TString]) -> Self {
        Self { items, api }
    }

    /// How many strings there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The string at `index`; `None` past the end.
    pub fn get(&self, index: usize) -> Option<&'t [u8]> {
        self.items.get(index).map(|item| bytes(self.api, item))
    }

    /// Each string in turn.
    pub fn iter(&self) -> StringsIter<'t> {
        StringsIter { items: self.items.iter(), api: self.api }
    }
}

impl<'t> IntoIterator for Strings<'t> {
    type Item = &'t [u8];
    type IntoIter = StringsIter<'t>;

    fn into_iter(self) -> StringsIter<'t> {
        self.iter()
    }
}

impl fmt::Debug for Strings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(String::from_utf8_lossy)).finish()
    }
}

/// An iterator over the strings of a tensor.
#[derive(Clone)]
pub struct StringsIter<'t> {
    items: slice::Iter<'t, TString>,
    api: &'static Api,
}

impl<'t> Iterator for StringsIter<'t> {
    type Item = &'t [u8];

    fn next(&mut self) -> Option<&'t [u8]> {
        self.items.next().map(|item| bytes(self.api, item))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }
}

impl ExactSizeIterator for StringsIter<'_> {}
impl FusedIterator for StringsIter<'_> {}

/// The bytes of one string, wherever they are kept: in the TF_TString itself, or behind it.
fn bytes<'t>(api: &'static Api, item: &'t TString) -> &'t [u8] {
    // SAFETY: the TF_TString is initialized, and TF_StringGetSize only reads it.
    let size = unsafe { (api.string_size)(item) };
    // SAFETY: as above, for TF_StringGetDataPointer.
    let data = unsafe { (api.string_data)(item) };
    if data.is_null() || size == 0 {
        return &[];
    }
    // SAFETY: the two calls return where the string's bytes are and how many. They live for as long as the
    // TF_TString is not written to, and it is borrowed for `'t`.
    unsafe { slice::from_raw_parts(data.cast::<u8>(), size) }
}

/// Strings on their way into a tensor: memory for a fixed number of TF_TStrings, of which the first are filled.
///
/// The memory is Rust's and not TF_AllocateTensor's, because TensorFlow frees that without freeing the strings
/// in it; and it may share the memory with others after the tensor is dropped, so that only a deallocator,
/// called for the last of them, can free the strings at the right time.
pub(super) struct StringBuffer {
    items: NonNull<TString>,
    capacity: usize,
    filled: usize,
    api: &'static Api,
}

impl StringBuffer {
    pub(super) fn new(api: &'static Api, capacity: usize) -> Result<Self> {
        let layout = layout(capacity).ok_or(Error::Dims { dims: vec![capacity] })?;
        // SAFETY: the layout's size is not zero.
        let memory = unsafe { alloc::alloc(layout) };
        let items = NonNull::new(memory.cast::<TString>()).ok_or(Error::Null { function: "alloc" })?;
        Ok(Self { items, capacity, filled: 0, api })
    }

    pub(super) fn len(&self) -> usize {
        self.filled
    }

    /// Appends a copy of `bytes`; false, and nothing done, if the buffer is full.
    pub(super) fn push(&mut self, bytes: &[u8]) -> bool {
        if self.filled == self.capacity {
            return false;
        }
        // SAFETY: the buffer has room for `capacity` items, and `filled` is less.
        let item = unsafe { self.items.add(self.filled) }.as_ptr();
        // SAFETY: `item` points at memory for one TF_TString, which TF_StringInit writes without reading.
        unsafe { (self.api.string_init)(item) };
        self.filled += 1;
        // SAFETY: `item` is initialized now, and pointer and length are those of a slice, which is copied.
        unsafe { (self.api.string_copy)(item, bytes.as_ptr().cast(), bytes.len()) };
        true
    }

    /// Makes a tensor of the buffer, which must be full and as long as `dims` say.
    pub(super) fn into_tensor(self, dims: &[i64], rank: c_int) -> *mut raw::Tensor {
        debug_assert_eq!(self.filled, self.capacity);
        let this = std::mem::ManuallyDrop::new(self);
        let arg = std::ptr::from_ref(this.api).cast_mut().cast::<c_void>();
        let len = this.capacity * size_of::<TString>();
        let data = this.items.as_ptr().cast::<c_void>();
        // SAFETY: `dims` and `rank` belong together and say `capacity` items, all of them initialized; `free_strings`
        // takes `data`, `len` and `arg` as they are given here, and TensorFlow calls it once: when the last
        // reference to the data goes, or at once if it returns null.
        unsafe {
            (this.api.new_tensor)(DType::String.number(), dims.as_ptr(), rank, data, len, free_strings, arg)
        }
    }
}

impl Drop for StringBuffer {
    fn drop(&mut self) {
        // SAFETY: the first `filled` of the `capacity` items are initialized, the memory is that of `new`, and
        // `self`, which alone owns both, ends here.
        unsafe { free(self.api, self.items, self.filled, self.capacity) }
    }
}

/// The memory for `capacity` strings: aligned as TensorFlow likes its tensors, and never of size zero.
fn layout(capacity: usize) -> Option<Layout> {
    Layout::from_size_align(capacity.max(1).checked_mul(size_of::<TString>())?, 64).ok()
}

/// The deallocator that a string tensor of ours carries.
///
/// # Safety
/// To be called once, with what [`StringBuffer::into_tensor`] gave away. It may run on any thread.
unsafe extern "C" fn free_strings(data: *mut c_void, len: usize, arg: *mut c_void) {
    let Some(items) = NonNull::new(data.cast::<TString>()) else { return };
    // SAFETY: `arg` was made of a `&'static Api`.
    let api: &'static Api = unsafe { &*arg.cast::<Api>() };
    let count = len / size_of::<TString>();
    // SAFETY: by this function's contract `items` is a whole buffer, full, that nobody refers to any more.
    unsafe { free(api, items, count, count) }
}

/// Frees the strings, then the memory they stand in.
///
/// # Safety
/// `items` must be the memory of a [`StringBuffer`] of `capacity` items, the first `filled` of them initialized,
/// and must not be used afterwards.
unsafe fn free(api: &'static Api, items: NonNull<TString>, filled: usize, capacity: usize) {
    for index in 0..filled {
        // SAFETY: the index is inside the buffer.
        let item = unsafe { items.add(index) }.as_ptr();
        // SAFETY: the item is initialized, and TF_StringDealloc frees only what it owns.
        unsafe { (api.string_dealloc)(item) };
    }
    if let Some(layout) = layout(capacity) {
        // SAFETY: the memory was allocated with this layout.
        unsafe { alloc::dealloc(items.as_ptr().cast(), layout) }
    }
}
