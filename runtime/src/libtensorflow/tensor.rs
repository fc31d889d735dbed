//! Tensors: values that go into TensorFlow and come out of it.

use std::ffi::{c_int, c_void};
use std::fmt;
use std::ptr::{self, NonNull};
use std::slice;

use tfdata_spec::DType;

use super::api::Api;
use super::dims::{Checked, Dims};
use super::error::{Error, Result};
use super::load;
use super::raw;
use super::strings::{StringBuffer, Strings};

/// A value of TensorFlow's: items of one dtype in row-major order.
///
/// A tensor is never written to once it exists: TensorFlow may share its memory, for instance with the cache
/// of a dataset. It outlives the graph and session that it came from. Share it with an [`Arc`](std::sync::Arc).
pub struct Tensor {
    raw: NonNull<raw::Tensor>,
    api: &'static Api,
    dtype: DType,
    dims: Dims,
}

// SAFETY: a TF_Tensor is a reference to a buffer whose count is atomic, and neither is tied to a thread: TensorFlow
// itself drops tensors on whichever thread of its pools comes last.
unsafe impl Send for Tensor {}
// SAFETY: through `&Tensor` only TF_TensorData, which takes a const TF_Tensor, and reads of the items happen. Nothing
// writes to the items: not this crate, and not TensorFlow, whose kernels write in place only to a buffer that nobody
// else refers to (OpKernelContext::forward_input). What this does not cover: a graph that assigns one of TensorFlow 1's
// reference variables while a fetched value of it is read. TensorFlow 2 writes no such graphs.
unsafe impl Sync for Tensor {}

impl Tensor {
    /// A tensor of numbers with a copy of `bytes`, which are its items in row-major order and native byte order.
    ///
    /// # Errors
    /// [`Error::NotBytes`] for a dtype whose items have no fixed size, [`Error::Dims`] for an impossible shape,
    /// [`Error::Length`] if there are not exactly as many bytes as the shape says; those of [`load`](super::load).
    pub fn from_bytes(dtype: DType, dims: &[usize], bytes: &[u8]) -> Result<Self> {
        let size = dtype.size().ok_or(Error::NotBytes { dtype })?;
        let checked = Checked::new(dims, size)?;
        let expected = checked.items * size;
        if bytes.len() != expected {
            let (dims, got) = (dims.to_vec(), bytes.len());
            return Err(Error::Length { dtype, dims, expected, got, unit: "bytes" });
        }
        let api = load::api()?;
        let (number, sizes, rank) = (dtype.number(), checked.dims.as_ptr(), checked.rank());
        // SAFETY: `sizes` and the rank belong together, their product does not overflow, and `expected` is the
        // size of that many items.
        let raw = unsafe { (api.allocate_tensor)(number, sizes, rank, expected) };
        let tensor = Self::own(api, raw, "TF_AllocateTensor")?;
        if expected > 0 {
            let data = tensor.data().ok_or(Error::Null { function: "TF_TensorData" })?;
            // SAFETY: `data` points at `expected` bytes that were just allocated and that nobody else knows of,
            // and `bytes` is a slice of that length.
            unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), data.as_ptr(), expected) }
        }
        Ok(tensor)
    }

    /// A string tensor with a copy of each of `items`, in row-major order. The bytes may be any.
    ///
    /// # Errors
    /// [`Error::Dims`] for an impossible shape, [`Error::Length`] if there are not exactly as many strings as
    /// the shape says; those of [`load`](super::load).
    pub fn strings<I>(dims: &[usize], items: I) -> Result<Self>
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        let checked = Checked::new(dims, size_of::<raw::TString>())?;
        let length = |got| Error::Length {
            dtype: DType::String,
            dims: dims.to_vec(),
            expected: checked.items,
            got,
            unit: "strings",
        };
        let api = load::api()?;
        let mut buffer = StringBuffer::new(api, checked.items)?;
        for item in items {
            if !buffer.push(item.as_ref()) {
                return Err(length(checked.items + 1));
            }
        }
        if buffer.len() < checked.items {
            return Err(length(buffer.len()));
        }
        let raw = buffer.into_tensor(&checked.dims, checked.rank());
        Self::own(api, raw, "TF_NewTensor")
    }

    /// Takes over a tensor that a call of the C API has just handed out.
    pub(super) fn own(api: &'static Api, raw: *mut raw::Tensor, function: &'static str) -> Result<Self> {
        let raw = NonNull::new(raw).ok_or(Error::Null { function })?;
        // SAFETY: the tensor is live and ours, and TF_TensorType only reads it.
        let number = unsafe { (api.tensor_type)(raw.as_ptr()) };
        // SAFETY: as above, for TF_NumDims.
        let rank = unsafe { (api.num_dims)(raw.as_ptr()) };
        let dims = Dims::read(usize::try_from(rank).unwrap_or(0), |axis| {
            // SAFETY: as above, for TF_Dim; the axis is below the tensor's rank.
            let dim = unsafe { (api.dim)(raw.as_ptr(), axis as c_int) };
            usize::try_from(dim).unwrap_or(0)
        });
        Ok(Self { raw, api, dtype: DType::from_number(number), dims })
    }

    /// The type of the items.
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// The dimensions; none for a scalar.
    pub fn dims(&self) -> &[usize] {
        self.dims.as_slice()
    }

    /// The number of items.
    #[expect(clippy::len_without_is_empty, reason = "a scalar is neither empty nor not")]
    pub fn len(&self) -> usize {
        self.dims().iter().product()
    }

    /// The items of a tensor of numbers or booleans as bytes, in row-major order and native byte order; `None`
    /// for strings, variants, resources and dtypes that are unknown here.
    ///
    /// The bytes are nearly always aligned to 64, but not always: cast them with a check.
    pub fn bytes(&self) -> Option<&[u8]> {
        let len = self.len() * self.dtype.size()?;
        let Some(data) = self.data() else { return Some(&[]) };
        if len == 0 {
            return Some(&[]);
        }
        // SAFETY: the data of a tensor of this dtype is its items in row-major order, each of the dtype's size and
        // without padding, and lives and stays as it is for as long as the tensor does.
        Some(unsafe { slice::from_raw_parts(data.as_ptr(), len) })
    }

    /// The items of a string tensor; `None` for any other.
    pub fn as_strings(&self) -> Option<Strings<'_>> {
        if self.dtype != DType::String {
            return None;
        }
        let items = match self.data() {
            Some(data) if self.len() > 0 => {
                // SAFETY: the data of a string tensor is one initialized TF_TString for each item, aligned for it,
                // and lives and stays as it is for as long as the tensor does.
                unsafe { slice::from_raw_parts(data.as_ptr().cast::<raw::TString>(), self.len()) }
            }
            _ => &[],
        };
        Some(Strings::new(self.api, items))
    }

    pub(super) fn as_ptr(&self) -> *mut raw::Tensor {
        self.raw.as_ptr()
    }

    /// Where the items are; `None` for an empty tensor.
    fn data(&self) -> Option<NonNull<u8>> {
        // SAFETY: the tensor is live, and TF_TensorData only reads it.
        let data: *mut c_void = unsafe { (self.api.tensor_data)(self.raw.as_ptr()) };
        NonNull::new(data.cast())
    }
}

impl Drop for Tensor {
    fn drop(&mut self) {
        // SAFETY: the tensor is live and owned by `self` alone, which ends here.
        unsafe { (self.api.delete_tensor)(self.raw.as_ptr()) }
    }
}

/// The dtype and shape, not the items.
impl fmt::Debug for Tensor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tensor({} {:?})", self.dtype, self.dims())
    }
}
