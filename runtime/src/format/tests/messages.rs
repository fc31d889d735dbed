//! The protocol buffers once more, as `prost` reads them.

use std::collections::HashMap;

use super::super::FeatureValue;

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Example {
    #[prost(message, optional, tag = "1")]
    pub(super) features: Option<Features>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Features {
    #[prost(map = "string, message", tag = "1")]
    pub(super) feature: HashMap<String, Feature>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Feature {
    #[prost(oneof = "Kind", tags = "1, 2, 3")]
    pub(super) kind: Option<Kind>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
pub(super) enum Kind {
    #[prost(message, tag = "1")]
    Bytes(BytesList),
    #[prost(message, tag = "2")]
    Floats(FloatList),
    #[prost(message, tag = "3")]
    Ints(Int64List),
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct BytesList {
    #[prost(bytes = "vec", repeated, tag = "1")]
    pub(super) value: Vec<Vec<u8>>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct FloatList {
    #[prost(float, repeated, tag = "1")]
    pub(super) value: Vec<f32>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Int64List {
    #[prost(int64, repeated, tag = "1")]
    pub(super) value: Vec<i64>,
}

/// A feature's value, owned and comparable (floats by their bits).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Missing,
    Unset,
    Bytes(Vec<Vec<u8>>),
    Floats(Vec<u32>),
    Ints(Vec<i64>),
    BrokenInts,
}

impl From<&FeatureValue<'_>> for Value {
    fn from(value: &FeatureValue<'_>) -> Self {
        let owned = match value {
            FeatureValue::Missing => Self::Missing,
            FeatureValue::Unset => Self::Unset,
            FeatureValue::Bytes(list) => {
                assert_eq!(list.single().is_some(), list.len() == 1);
                Self::Bytes(list.iter().map(<[u8]>::to_vec).collect())
            }
            FeatureValue::Floats(list) => {
                let mut values = Vec::new();
                list.append_f32(&mut values);
                let bits = |values: &[f32]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
                assert_eq!(bits(&values), bits(&list.iter().collect::<Vec<_>>()));
                assert_eq!(list.single().is_some(), values.len() == 1);
                Self::Floats(bits(&values))
            }
            FeatureValue::Ints(list) => {
                let mut values = vec![7];
                if list.append_i64(&mut values).is_err() {
                    assert_eq!(values, [7], "a failed decoding leaves values behind");
                    assert!(list.iter().any(|value| value.is_err()));
                    return Self::BrokenInts;
                }
                assert_eq!(values[1..], list.iter().map(Result::unwrap).collect::<Vec<_>>());
                assert_eq!(values.len() - 1, list.len());
                assert_eq!(list.single().unwrap().is_some(), list.len() == 1);
                Self::Ints(values.split_off(1))
            }
        };
        assert_eq!(value.is_empty(), matches!(value.len(), 0));
        owned
    }
}

impl From<Option<&Feature>> for Value {
    fn from(feature: Option<&Feature>) -> Self {
        match feature.map(|feature| &feature.kind) {
            None => Self::Missing,
            Some(None) => Self::Unset,
            Some(Some(Kind::Bytes(list))) => Self::Bytes(list.value.clone()),
            Some(Some(Kind::Floats(list))) => {
                Self::Floats(list.value.iter().map(|value| value.to_bits()).collect())
            }
            Some(Some(Kind::Ints(list))) => Self::Ints(list.value.clone()),
        }
    }
}
