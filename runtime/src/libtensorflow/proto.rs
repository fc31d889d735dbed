//! The few protocol buffers that this module writes and reads, with the fields it needs.

use prost::{Message, Oneof};

/// `AttrValue`
#[derive(Clone, PartialEq, Message)]
pub(super) struct AttrValue {
    #[prost(oneof = "Value", tags = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10")]
    pub(super) value: Option<Value>,
}

/// `AttrValue.value`
#[derive(Clone, PartialEq, Oneof)]
pub(super) enum Value {
    #[prost(message, tag = "1")]
    List(ListValue),
    #[prost(bytes, tag = "2")]
    S(Vec<u8>),
    #[prost(int64, tag = "3")]
    I(i64),
    #[prost(float, tag = "4")]
    F(f32),
    #[prost(bool, tag = "5")]
    B(bool),
    #[prost(int32, tag = "6")]
    Type(i32),
    #[prost(message, tag = "7")]
    Shape(ShapeProto),
    /// A `TensorProto`, kept as it is.
    #[prost(bytes, tag = "8")]
    Tensor(Vec<u8>),
    #[prost(string, tag = "9")]
    Placeholder(String),
    #[prost(message, tag = "10")]
    Func(NameAttrList),
}

/// `AttrValue.ListValue`
#[derive(Clone, PartialEq, Message)]
pub(super) struct ListValue {
    #[prost(bytes, repeated, tag = "2")]
    pub(super) s: Vec<Vec<u8>>,
    #[prost(int64, repeated, tag = "3")]
    pub(super) i: Vec<i64>,
    #[prost(float, repeated, tag = "4")]
    pub(super) f: Vec<f32>,
    #[prost(bool, repeated, tag = "5")]
    pub(super) b: Vec<bool>,
    #[prost(int32, repeated, tag = "6")]
    pub(super) types: Vec<i32>,
    #[prost(message, repeated, tag = "7")]
    pub(super) shapes: Vec<ShapeProto>,
}

/// `NameAttrList`, without the attributes
#[derive(Clone, PartialEq, Message)]
pub(super) struct NameAttrList {
    #[prost(string, tag = "1")]
    pub(super) name: String,
}

/// `TensorShapeProto`
#[derive(Clone, PartialEq, Message)]
pub(super) struct ShapeProto {
    #[prost(message, repeated, tag = "2")]
    pub(super) dim: Vec<DimProto>,
    #[prost(bool, tag = "3")]
    pub(super) unknown_rank: bool,
}

/// `TensorShapeProto.Dim`
#[derive(Clone, PartialEq, Message)]
pub(super) struct DimProto {
    #[prost(int64, tag = "1")]
    pub(super) size: i64,
}

/// `ConfigProto`
#[derive(Clone, PartialEq, Message)]
pub(super) struct ConfigProto {
    #[prost(int32, tag = "2")]
    pub(super) intra_op_parallelism_threads: i32,
    #[prost(int32, tag = "5")]
    pub(super) inter_op_parallelism_threads: i32,
    #[prost(bool, tag = "9")]
    pub(super) use_per_session_threads: bool,
    #[prost(message, optional, tag = "16")]
    pub(super) experimental: Option<ExperimentalProto>,
}

/// `ConfigProto.Experimental`
#[derive(Clone, PartialEq, Message)]
pub(super) struct ExperimentalProto {
    #[prost(string, tag = "3")]
    pub(super) executor_type: String,
}

/// `RunOptions`
#[derive(Clone, PartialEq, Message)]
pub(super) struct RunOptionsProto {
    #[prost(int64, tag = "2")]
    pub(super) timeout_in_ms: i64,
}
