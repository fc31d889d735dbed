//! `tf.train.Example` and `SequenceExample` as they are on the wire, and what a sample of them shows.

use std::collections::BTreeMap;

use prost::{Message, Oneof};
use tfdata_spec::{DType, ElementSpec, RaggedSpec, Shape};

use super::{LeftOut, Note, Notes};

/// An example of either kind: only a `SequenceExample` has lists.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Example {
    #[prost(message, optional, tag = "1")]
    pub(super) features: Option<Features>,
    #[prost(message, optional, tag = "2")]
    pub(super) lists: Option<FeatureLists>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Features {
    #[prost(message, repeated, tag = "1")]
    entries: Vec<Entry>,
}

// A map whose keys need not be UTF-8.
#[derive(Clone, PartialEq, Message)]
struct Entry {
    #[prost(bytes = "vec", tag = "1")]
    key: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    value: Option<Feature>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct FeatureLists {
    #[prost(message, repeated, tag = "1")]
    entries: Vec<ListEntry>,
}

#[derive(Clone, PartialEq, Message)]
struct ListEntry {
    #[prost(bytes = "vec", tag = "1")]
    key: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    value: Option<FeatureList>,
}

#[derive(Clone, PartialEq, Message)]
struct FeatureList {
    #[prost(message, repeated, tag = "1")]
    features: Vec<Feature>,
}

#[derive(Clone, PartialEq, Message)]
struct Feature {
    #[prost(oneof = "Values", tags = "1, 2, 3")]
    values: Option<Values>,
}

#[derive(Clone, PartialEq, Oneof)]
enum Values {
    #[prost(message, tag = "1")]
    Bytes(Strings),
    #[prost(message, tag = "2")]
    Floats(Floats),
    #[prost(message, tag = "3")]
    Ints(Ints),
}

#[derive(Clone, PartialEq, Message)]
struct Strings {
    #[prost(bytes = "vec", repeated, tag = "1")]
    values: Vec<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
struct Floats {
    #[prost(float, repeated, tag = "1")]
    values: Vec<f32>,
}

#[derive(Clone, PartialEq, Message)]
struct Ints {
    #[prost(int64, repeated, tag = "1")]
    values: Vec<i64>,
}

/// What has been seen of the features of one map.
#[derive(Default)]
pub(super) struct Seen {
    examples: usize,
    features: BTreeMap<Vec<u8>, SeenFeature>,
}

/// What has been seen of one feature.
#[derive(Default)]
struct SeenFeature {
    dtypes: Vec<DType>,
    /// In how many examples it has values, or an empty list.
    present: usize,
    /// The numbers of values in one feature.
    lengths: Span,
    /// The numbers of features in one list; of a `SequenceExample`'s lists only.
    rows: Span,
    text: bool,
    bytes: bool,
}

/// The smallest and the largest of some numbers.
#[derive(Default)]
struct Span(Option<(usize, usize)>);

impl Span {
    fn add(&mut self, number: usize) {
        let (low, high) = self.0.unwrap_or((number, number));
        self.0 = Some((low.min(number), high.max(number)));
    }

    /// The number, if it was always the same.
    fn fixed(&self) -> Option<usize> {
        self.0.filter(|(low, high)| low == high).map(|(low, _)| low)
    }
}

impl Seen {
    /// Looks at the features of an example.
    pub(super) fn example(&mut self, features: &Features) -> usize {
        self.examples += 1;
        // Of a key that occurs twice, the last value counts.
        let last: BTreeMap<_, _> = features.entries.iter().map(|entry| (&entry.key, &entry.value)).collect();
        for (key, value) in last {
            let seen = self.features.entry(key.clone()).or_default();
            if let Some(values) = value.as_ref().and_then(|feature| feature.values.as_ref()) {
                // An empty list is a missing value too, unless there are lists of other lengths.
                seen.present += usize::from(values.len() > 0);
                seen.add(values);
            }
        }
        features.entries.len()
    }

    /// Looks at the lists of an example.
    pub(super) fn lists(&mut self, lists: &FeatureLists) -> usize {
        self.examples += 1;
        for entry in &lists.entries {
            let seen = self.features.entry(entry.key.clone()).or_default();
            let features = entry.value.as_ref().map(|list| &list.features[..]).unwrap_or_default();
            seen.present += 1;
            seen.rows.add(features.len());
            for values in features.iter().filter_map(|feature| feature.values.as_ref()) {
                seen.add(values);
            }
        }
        lists.entries.iter().map(|entry| entry.value.as_ref().map_or(0, |list| list.features.len())).sum()
    }

    /// The dict of what has been seen, under these keys.
    pub(super) fn element(
        &self,
        path: &[String],
        listed: bool,
        notes: &mut Notes,
        left_out: &mut Vec<LeftOut>,
    ) -> ElementSpec {
        let mut features = Vec::new();
        for (key, seen) in &self.features {
            let lossy = String::from_utf8_lossy(key).into_owned();
            let path = [path, std::slice::from_ref(&lossy)].concat();
            let spec = match std::str::from_utf8(key) {
                Err(_) => Err("the feature's name is not UTF-8".to_owned()),
                Ok(_) if listed => seen.list(),
                Ok(_) => seen.feature(),
            };
            match spec {
                Ok(spec) => {
                    let utf8 = (seen.text || seen.bytes).then_some(!seen.bytes);
                    notes.insert(path, Note::sampled(seen.missing(self.examples, listed), utf8));
                    features.push((lossy, spec));
                }
                Err(reason) => left_out.push(LeftOut { path, reason }),
            }
        }
        ElementSpec::dict(features)
    }
}

impl SeenFeature {
    fn add(&mut self, values: &Values) {
        self.lengths.add(values.len());
        let dtype = match values {
            Values::Bytes(strings) => {
                let text = |string: &Vec<u8>| std::str::from_utf8(string).is_ok();
                self.text |= strings.values.iter().any(text);
                self.bytes |= !strings.values.iter().all(text);
                DType::String
            }
            Values::Floats(_) => DType::F32,
            Values::Ints(_) => DType::I64,
        };
        if !self.dtypes.contains(&dtype) {
            self.dtypes.push(dtype);
        }
    }

    fn dtype(&self) -> Result<DType, String> {
        match self.dtypes[..] {
            [dtype] => Ok(dtype),
            [] => Err("none of the records that were looked at has a value for it".to_owned()),
            _ => {
                let all: Vec<_> = self.dtypes.iter().map(ToString::to_string).collect();
                Err(format!("it is of several kinds: {}", all.join(" and ")))
            }
        }
    }

    /// A single value is a scalar, and so is one that is missing now and then; as many values each time have
    /// their number as dimension.
    fn feature(&self) -> Result<ElementSpec, String> {
        let shape = match self.lengths.0 {
            Some((0 | 1, 1)) => Shape::scalar(),
            _ => Shape::new([self.lengths.fixed().filter(|length| *length > 0)]),
        };
        Ok(ElementSpec::tensor(self.dtype()?, shape))
    }

    fn list(&self) -> Result<ElementSpec, String> {
        let dtype = self.dtype()?;
        Ok(match self.lengths.fixed() {
            Some(1) => ElementSpec::tensor(dtype, Shape::new([None])),
            Some(length) if length > 0 => ElementSpec::tensor(dtype, Shape::new([None, Some(length)])),
            _ => ElementSpec::Ragged(RaggedSpec {
                dtype,
                shape: Shape::new([None, None]),
                ragged_rank: 1,
                row_splits: DType::I64,
            }),
        })
    }

    /// Whether it is missing now and then. What has any number of values is not missing but empty.
    fn missing(&self, examples: usize, listed: bool) -> bool {
        let any_number =
            !listed && self.lengths.fixed().is_none() && self.lengths.0.is_some_and(|(_, high)| high > 1);
        self.present < examples && !any_number
    }
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Self::Bytes(list) => list.values.len(),
            Self::Floats(list) => list.values.len(),
            Self::Ints(list) => list.values.len(),
        }
    }
}
