//! A feature's value, owned and comparable.

use tfdata::__format::FeatureValue;

use crate::messages::{Feature, Kind};

/// What a feature holds; floats by their bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Missing,
    Unset,
    Bytes(Vec<Vec<u8>>),
    Floats(Vec<u32>),
    Ints(Vec<i64>),
    /// A packed list of integers that ends inside one, which is seen when it is decoded.
    BrokenInts,
}

impl From<&FeatureValue<'_>> for Value {
    /// Reads the value in every way that there is, which all have to agree.
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
                    assert!(!matches!(list.single(), Ok(Some(_))), "half a list is one value");
                    return Self::BrokenInts;
                }
                let one_by_one: Vec<i64> = list.iter().map(|value| value.expect("decoded before")).collect();
                assert_eq!(values[1..], one_by_one);
                assert_eq!(one_by_one.len(), list.len());
                let single = list.single().expect("decoded before");
                assert_eq!(single, one_by_one.first().copied().filter(|_| one_by_one.len() == 1));
                Self::Ints(one_by_one)
            }
        };
        let len = value.len();
        assert_eq!(value.is_empty(), len == 0);
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
