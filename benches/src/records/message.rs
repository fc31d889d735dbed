//! `tf.train.Example`, as `prost-build` has it.

use std::collections::HashMap;

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Example {
    #[prost(message, optional, tag = "1")]
    pub(crate) features: Option<Features>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Features {
    #[prost(map = "string, message", tag = "1")]
    pub(crate) feature: HashMap<String, Feature>,
}

/// The same as [`Example`], whose features are in an order.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct OrderedExample {
    #[prost(message, optional, tag = "1")]
    pub(crate) features: Option<OrderedFeatures>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct OrderedFeatures {
    #[prost(message, repeated, tag = "1")]
    pub(crate) feature: Vec<Entry>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Entry {
    #[prost(string, tag = "1")]
    pub(crate) key: String,
    #[prost(message, optional, tag = "2")]
    pub(crate) value: Option<Feature>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Feature {
    #[prost(oneof = "Kind", tags = "1, 2, 3")]
    pub(crate) kind: Option<Kind>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
pub(crate) enum Kind {
    #[prost(message, tag = "1")]
    Bytes(BytesList),
    #[prost(message, tag = "2")]
    Floats(FloatList),
    #[prost(message, tag = "3")]
    Ints(Int64List),
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct BytesList {
    #[prost(bytes = "vec", repeated, tag = "1")]
    pub(crate) value: Vec<Vec<u8>>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct FloatList {
    #[prost(float, repeated, tag = "1")]
    pub(crate) value: Vec<f32>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Int64List {
    #[prost(int64, repeated, tag = "1")]
    pub(crate) value: Vec<i64>,
}

impl Feature {
    pub(crate) fn bytes(value: Vec<u8>) -> Self {
        Self { kind: Some(Kind::Bytes(BytesList { value: vec![value] })) }
    }

    pub(crate) fn floats(value: Vec<f32>) -> Self {
        Self { kind: Some(Kind::Floats(FloatList { value })) }
    }

    pub(crate) fn ints(value: Vec<i64>) -> Self {
        Self { kind: Some(Kind::Ints(Int64List { value })) }
    }
}
