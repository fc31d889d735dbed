//! The table of C functions, fetched once from the library and never unloaded.

use std::ffi::{CStr, c_int, c_void};

use libloading::Library;

use super::raw::{
    Buffer, Code, DataType, Deallocator, Flag, Function, FunctionOptions, Graph, ImportOptions, Input,
    Operation, OperationDescription, Output, Session, SessionOptions, Status, Str, TString, Tensor,
};

/// Declares the table and how each of its entries is found.
macro_rules! functions {
    ($($field:ident = $symbol:literal: fn($($arg:ty),*) $(-> $ret:ty)?;)*) => {
        /// TensorFlow's C functions that this crate calls, each with its declaration in `c_api.h`.
        pub(super) struct Api {
            $(pub(super) $field: unsafe extern "C" fn($($arg),*) $(-> $ret)?,)*
        }

        impl Api {
            /// Looks every function up in `library`, or names the first one that it lacks.
            ///
            /// The library is leaked by the caller, so that the pointers stay good for ever.
            pub(super) fn resolve(library: &'static Library) -> Result<Self, &'static str> {
                Ok(Self {
                    $($field: {
                        // SAFETY: the type is the one that c_api.h declares for this symbol.
                        match unsafe { library.get::<unsafe extern "C" fn($($arg),*) $(-> $ret)?>($symbol) } {
                            Ok(function) => *function,
                            Err(_) => return Err($symbol),
                        }
                    },)*
                })
            }
        }
    };
}

functions! {
    new_status = "TF_NewStatus": fn() -> *mut Status;
    delete_status = "TF_DeleteStatus": fn(*mut Status);
    get_code = "TF_GetCode": fn(*const Status) -> Code;
    message = "TF_Message": fn(*const Status) -> Str;

    new_buffer = "TF_NewBuffer": fn() -> *mut Buffer;
    new_buffer_from_string = "TF_NewBufferFromString": fn(*const c_void, usize) -> *mut Buffer;
    delete_buffer = "TF_DeleteBuffer": fn(*mut Buffer);

    new_tensor = "TF_NewTensor":
        fn(DataType, *const i64, c_int, *mut c_void, usize, Deallocator, *mut c_void) -> *mut Tensor;
    allocate_tensor = "TF_AllocateTensor": fn(DataType, *const i64, c_int, usize) -> *mut Tensor;
    delete_tensor = "TF_DeleteTensor": fn(*mut Tensor);
    tensor_type = "TF_TensorType": fn(*const Tensor) -> DataType;
    num_dims = "TF_NumDims": fn(*const Tensor) -> c_int;
    dim = "TF_Dim": fn(*const Tensor, c_int) -> i64;
    tensor_data = "TF_TensorData": fn(*const Tensor) -> *mut c_void;

    string_init = "TF_StringInit": fn(*mut TString);
    string_copy = "TF_StringCopy": fn(*mut TString, Str, usize);
    string_data = "TF_StringGetDataPointer": fn(*const TString) -> Str;
    string_size = "TF_StringGetSize": fn(*const TString) -> usize;
    string_dealloc = "TF_StringDealloc": fn(*mut TString);

    new_graph = "TF_NewGraph": fn() -> *mut Graph;
    delete_graph = "TF_DeleteGraph": fn(*mut Graph);
    graph_to_graph_def = "TF_GraphToGraphDef": fn(*mut Graph, *mut Buffer, *mut Status);
    operation_by_name = "TF_GraphOperationByName": fn(*mut Graph, Str) -> *mut Operation;
    next_operation = "TF_GraphNextOperation": fn(*mut Graph, *mut usize) -> *mut Operation;
    new_import_options = "TF_NewImportGraphDefOptions": fn() -> *mut ImportOptions;
    delete_import_options = "TF_DeleteImportGraphDefOptions": fn(*mut ImportOptions);
    import_set_prefix = "TF_ImportGraphDefOptionsSetPrefix": fn(*mut ImportOptions, Str);
    import_graph_def = "TF_GraphImportGraphDef":
        fn(*mut Graph, *const Buffer, *const ImportOptions, *mut Status);

    new_operation = "TF_NewOperation": fn(*mut Graph, Str, Str) -> *mut OperationDescription;
    set_device = "TF_SetDevice": fn(*mut OperationDescription, Str);
    add_input = "TF_AddInput": fn(*mut OperationDescription, Output);
    add_input_list = "TF_AddInputList": fn(*mut OperationDescription, *const Output, c_int);
    add_control_input = "TF_AddControlInput": fn(*mut OperationDescription, *mut Operation);
    set_attr_tensor = "TF_SetAttrTensor": fn(*mut OperationDescription, Str, *mut Tensor, *mut Status);
    set_attr_proto = "TF_SetAttrValueProto":
        fn(*mut OperationDescription, Str, *const c_void, usize, *mut Status);
    finish_operation = "TF_FinishOperation":
        fn(*mut OperationDescription, *mut Status) -> *mut Operation;

    operation_name = "TF_OperationName": fn(*mut Operation) -> Str;
    operation_op_type = "TF_OperationOpType": fn(*mut Operation) -> Str;
    operation_num_outputs = "TF_OperationNumOutputs": fn(*mut Operation) -> c_int;
    operation_output_type = "TF_OperationOutputType": fn(Output) -> DataType;
    operation_num_inputs = "TF_OperationNumInputs": fn(*mut Operation) -> c_int;
    operation_input = "TF_OperationInput": fn(Input) -> Output;
    operation_attr_proto = "TF_OperationGetAttrValueProto":
        fn(*mut Operation, Str, *mut Buffer, *mut Status);

    graph_num_dims = "TF_GraphGetTensorNumDims": fn(*mut Graph, Output, *mut Status) -> c_int;
    graph_shape = "TF_GraphGetTensorShape": fn(*mut Graph, Output, *mut i64, c_int, *mut Status);

    graph_to_function = "TF_GraphToFunction": fn(
        *const Graph, Str, Flag,
        c_int, *const *const Operation,
        c_int, *const Output,
        c_int, *const Output, *const Str,
        *const FunctionOptions, Str, *mut Status
    ) -> *mut Function;
    copy_function = "TF_GraphCopyFunction": fn(*mut Graph, *const Function, *const Function, *mut Status);
    function_name = "TF_FunctionName": fn(*mut Function) -> Str;
    function_import = "TF_FunctionImportFunctionDef": fn(*const c_void, usize, *mut Status) -> *mut Function;
    delete_function = "TF_DeleteFunction": fn(*mut Function);

    new_session_options = "TF_NewSessionOptions": fn() -> *mut SessionOptions;
    set_config = "TF_SetConfig": fn(*mut SessionOptions, *const c_void, usize, *mut Status);
    delete_session_options = "TF_DeleteSessionOptions": fn(*mut SessionOptions);
    new_session = "TF_NewSession": fn(*mut Graph, *const SessionOptions, *mut Status) -> *mut Session;
    load_session = "TF_LoadSessionFromSavedModel": fn(
        *const SessionOptions, *const Buffer, Str, *const Str, c_int, *mut Graph, *mut Buffer, *mut Status
    ) -> *mut Session;
    close_session = "TF_CloseSession": fn(*mut Session, *mut Status);
    delete_session = "TF_DeleteSession": fn(*mut Session, *mut Status);
    session_run = "TF_SessionRun": fn(
        *mut Session, *const Buffer,
        *const Output, *const *const Tensor, c_int,
        *const Output, *mut *mut Tensor, c_int,
        *const *const Operation, c_int,
        *mut Buffer, *mut Status
    );
}

/// The version that the library says it has, asked before anything else is looked up.
pub(super) fn version_of(library: &'static Library) -> Option<String> {
    // SAFETY: the type is the one that c_api.h declares for TF_Version.
    let version = unsafe { library.get::<unsafe extern "C" fn() -> Str>("TF_Version") }.ok()?;
    // SAFETY: TF_Version takes nothing, and may be called at any time.
    let text = unsafe { version() };
    if text.is_null() {
        return None;
    }
    // SAFETY: TF_Version returns a string constant, ended by NUL, that lives as long as the library.
    let text = unsafe { CStr::from_ptr(text) };
    Some(text.to_string_lossy().into_owned())
}
