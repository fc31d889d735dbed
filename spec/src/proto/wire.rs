//! The messages, with just the fields that are read. Names and numbers are those of TensorFlow's `.proto`
//! files; what is left out is skipped by the decoder and never allocated.

use std::collections::BTreeMap;

use prost::{Message, Oneof};

#[derive(Clone, PartialEq, Message)]
pub(super) struct TensorShapeProto {
    #[prost(message, repeated, tag = "2")]
    pub(super) dim: Vec<Dim>,
    #[prost(bool, tag = "3")]
    pub(super) unknown_rank: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Dim {
    #[prost(int64, tag = "1")]
    pub(super) size: i64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct StructuredValue {
    #[prost(oneof = "Kind", tags = "1, 11, 12, 13, 14, 31, 32, 33, 34, 35, 51, 52, 53, 54")]
    pub(super) kind: Option<Kind>,
}

#[derive(Clone, PartialEq, Oneof)]
pub(super) enum Kind {
    #[prost(message, tag = "1")]
    None(NoneValue),
    #[prost(double, tag = "11")]
    Float(f64),
    #[prost(sint64, tag = "12")]
    Int(i64),
    #[prost(string, tag = "13")]
    String(String),
    #[prost(bool, tag = "14")]
    Bool(bool),
    #[prost(message, tag = "31")]
    Shape(TensorShapeProto),
    #[prost(int32, tag = "32")]
    DType(i32),
    #[prost(message, tag = "33")]
    TensorSpec(TensorSpecProto),
    #[prost(message, boxed, tag = "34")]
    TypeSpec(Box<TypeSpecProto>),
    /// `BoundedTensorSpecProto`, whose bounds are not read.
    #[prost(message, tag = "35")]
    BoundedTensorSpec(TensorSpecProto),
    #[prost(message, tag = "51")]
    List(ListValue),
    #[prost(message, tag = "52")]
    Tuple(ListValue),
    #[prost(message, tag = "53")]
    Dict(DictValue),
    #[prost(message, tag = "54")]
    NamedTuple(NamedTupleValue),
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct NoneValue {}

/// `ListValue` and `TupleValue`, which are alike.
#[derive(Clone, PartialEq, Message)]
pub(super) struct ListValue {
    #[prost(message, repeated, tag = "1")]
    pub(super) values: Vec<StructuredValue>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct DictValue {
    #[prost(btree_map = "string, message", tag = "1")]
    pub(super) fields: BTreeMap<String, StructuredValue>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct NamedTupleValue {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(message, repeated, tag = "2")]
    pub(super) values: Vec<PairValue>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct PairValue {
    #[prost(string, tag = "1")]
    pub(super) key: String,
    #[prost(message, optional, tag = "2")]
    pub(super) value: Option<StructuredValue>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TensorSpecProto {
    #[prost(message, optional, tag = "2")]
    pub(super) shape: Option<TensorShapeProto>,
    #[prost(int32, tag = "3")]
    pub(super) dtype: i32,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TypeSpecProto {
    #[prost(int32, tag = "1")]
    pub(super) type_spec_class: i32,
    #[prost(message, optional, boxed, tag = "2")]
    pub(super) type_state: Option<Box<StructuredValue>>,
    #[prost(string, tag = "3")]
    pub(super) type_spec_class_name: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SnapshotMetadataRecord {
    #[prost(string, tag = "2")]
    pub(super) run_id: String,
    #[prost(int64, tag = "3")]
    pub(super) creation_timestamp: i64,
    #[prost(int64, tag = "4")]
    pub(super) version: i64,
    #[prost(int32, repeated, tag = "5")]
    pub(super) dtype: Vec<i32>,
    #[prost(int64, tag = "6")]
    pub(super) num_elements: i64,
    #[prost(bool, tag = "1000")]
    pub(super) finalized: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SavedModelProto {
    #[prost(message, repeated, tag = "2")]
    pub(super) meta_graphs: Vec<MetaGraphDef>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct MetaGraphDef {
    #[prost(message, optional, tag = "1")]
    pub(super) meta_info_def: Option<MetaInfoDef>,
    #[prost(message, optional, tag = "2")]
    pub(super) graph_def: Option<GraphDef>,
    #[prost(message, optional, tag = "3")]
    pub(super) saver_def: Option<SaverDef>,
    #[prost(btree_map = "string, message", tag = "5")]
    pub(super) signature_def: BTreeMap<String, SignatureDef>,
    #[prost(message, repeated, tag = "6")]
    pub(super) asset_file_def: Vec<AssetFileDef>,
    #[prost(message, optional, tag = "7")]
    pub(super) object_graph_def: Option<SavedObjectGraph>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct MetaInfoDef {
    #[prost(string, repeated, tag = "4")]
    pub(super) tags: Vec<String>,
    #[prost(string, tag = "5")]
    pub(super) tensorflow_version: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SaverDef {
    #[prost(string, tag = "1")]
    pub(super) filename_tensor_name: String,
    #[prost(string, tag = "3")]
    pub(super) restore_op_name: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SignatureDef {
    #[prost(btree_map = "string, message", tag = "1")]
    pub(super) inputs: BTreeMap<String, TensorInfo>,
    #[prost(btree_map = "string, message", tag = "2")]
    pub(super) outputs: BTreeMap<String, TensorInfo>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TensorInfo {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(int32, tag = "2")]
    pub(super) dtype: i32,
    #[prost(message, optional, tag = "3")]
    pub(super) tensor_shape: Option<TensorShapeProto>,
    #[prost(message, optional, tag = "5")]
    pub(super) composite_tensor: Option<CompositeTensor>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct CompositeTensor {
    #[prost(message, optional, tag = "1")]
    pub(super) type_spec: Option<TypeSpecProto>,
    #[prost(message, repeated, tag = "2")]
    pub(super) components: Vec<TensorInfo>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct AssetFileDef {
    #[prost(message, optional, tag = "1")]
    pub(super) tensor_info: Option<TensorInfo>,
    #[prost(string, tag = "2")]
    pub(super) filename: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SavedObjectGraph {
    #[prost(btree_map = "string, message", tag = "2")]
    pub(super) concrete_functions: BTreeMap<String, SavedConcreteFunction>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SavedConcreteFunction {
    #[prost(message, optional, tag = "4")]
    pub(super) output_signature: Option<StructuredValue>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct GraphDef {
    #[prost(message, repeated, tag = "1")]
    pub(super) node: Vec<NodeDef>,
    #[prost(message, optional, tag = "2")]
    pub(super) library: Option<FunctionDefLibrary>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct NodeDef {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(string, tag = "2")]
    pub(super) op: String,
    #[prost(string, repeated, tag = "3")]
    pub(super) input: Vec<String>,
    #[prost(btree_map = "string, message", tag = "5")]
    pub(super) attr: BTreeMap<String, AttrValue>,
}

/// Only lists of types and shapes, and functions.
#[derive(Clone, PartialEq, Message)]
pub(super) struct AttrValue {
    #[prost(message, optional, tag = "1")]
    pub(super) list: Option<AttrList>,
    #[prost(message, optional, tag = "10")]
    pub(super) func: Option<NameAttrList>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct AttrList {
    #[prost(int32, repeated, tag = "6")]
    pub(super) r#type: Vec<i32>,
    #[prost(message, repeated, tag = "7")]
    pub(super) shape: Vec<TensorShapeProto>,
    #[prost(message, repeated, tag = "9")]
    pub(super) func: Vec<NameAttrList>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct NameAttrList {
    #[prost(string, tag = "1")]
    pub(super) name: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct FunctionDefLibrary {
    #[prost(message, repeated, tag = "1")]
    pub(super) function: Vec<FunctionDef>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct FunctionDef {
    #[prost(message, optional, tag = "1")]
    pub(super) signature: Option<OpDef>,
    #[prost(message, repeated, tag = "3")]
    pub(super) node_def: Vec<NodeDef>,
    #[prost(btree_map = "string, string", tag = "4")]
    pub(super) ret: BTreeMap<String, String>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct OpDef {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(message, repeated, tag = "3")]
    pub(super) output_arg: Vec<ArgDef>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ArgDef {
    #[prost(string, tag = "1")]
    pub(super) name: String,
}
