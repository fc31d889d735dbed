//! The types of TensorFlow's C API (`tensorflow/c/c_api.h`), as they cross the boundary.

use std::ffi::{c_char, c_int, c_uchar, c_void};
use std::marker::{PhantomData, PhantomPinned};

/// Declares types that only ever stand behind a pointer: never made, moved or shared by Rust.
macro_rules! opaque {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[repr(C)]
        pub(super) struct $name {
            _data: [u8; 0],
            _marker: PhantomData<(*mut u8, PhantomPinned)>,
        }
    )*};
}

opaque! {
    /// `TF_Status`
    Status;
    /// `TF_Tensor`
    Tensor;
    /// `TF_Graph`
    Graph;
    /// `TF_Operation`
    Operation;
    /// `TF_OperationDescription`
    OperationDescription;
    /// `TF_Function`
    Function;
    /// `TF_FunctionOptions`
    FunctionOptions;
    /// `TF_ImportGraphDefOptions`
    ImportOptions;
    /// `TF_SessionOptions`
    SessionOptions;
    /// `TF_Session`
    Session;
}

/// `TF_Buffer`: bytes that TensorFlow gives or takes.
#[repr(C)]
pub(super) struct Buffer {
    pub(super) data: *const c_void,
    pub(super) length: usize,
    pub(super) deallocator: Option<unsafe extern "C" fn(*mut c_void, usize)>,
}

/// `TF_Output`: one output of an operation.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct Output {
    pub(super) operation: *mut Operation,
    pub(super) index: c_int,
}

/// `TF_Input`: one input of an operation.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct Input {
    pub(super) operation: *mut Operation,
    pub(super) index: c_int,
}

/// `TF_TString`: 24 bytes on every 64-bit platform, read and written only by the `TF_String*` functions.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct TString {
    words: [u64; 3],
}

/// `TF_DataType`, a C enumeration.
pub(super) type DataType = c_int;
/// `TF_Code`, a C enumeration.
pub(super) type Code = c_int;
/// The function that frees what was given to `TF_NewTensor`.
pub(super) type Deallocator = unsafe extern "C" fn(data: *mut c_void, len: usize, arg: *mut c_void);
/// A C string.
pub(super) type Str = *const c_char;
/// A C `unsigned char` used as a truth value.
pub(super) type Flag = c_uchar;
