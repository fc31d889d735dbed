//! The first examples of TFRecord files, as the features that were seen in them.

use std::collections::BTreeMap;

use tfdata::__format::example::SequenceExampleParser;
use tfdata::__format::{ExampleParser, FeatureListValue, FeatureValue, FormatError, RecordReader};
use tfdata::ndarray::{Array1, ArrayD, IxDyn};
use tfdata::spec::ElementSpec;
use tfdata::{Bytes, Value};
use tfdata_codegen::source::Sampled;

use crate::Failure;

/// The first so many; each file is decompressed as its own first bytes ask for.
pub(crate) fn read(sampled: &Sampled, spec: &ElementSpec, count: usize) -> Result<Vec<Value>, Failure> {
    let mut parser = Parser::new(spec);
    let mut all = Vec::new();
    for file in &sampled.files {
        if all.len() == count {
            break;
        }
        // The reader's errors name the file, the parser's do not.
        let mut records = RecordReader::open(file, None)?;
        let mut number = 0;
        while all.len() < count {
            let Some(record) = records.next()? else { break };
            let wrong = |error| format!("{}: record {number}: {error}", file.display());
            all.push(parser.parse(record).map_err(wrong)?);
            number += 1;
        }
    }
    Ok(all)
}

/// The names of features, and how many values each has.
type Features<'s> = Vec<(&'s str, &'s ElementSpec)>;

enum Parser<'s> {
    Example(Features<'s>, ExampleParser),
    Sequence(Features<'s>, Features<'s>, SequenceExampleParser),
}

impl<'s> Parser<'s> {
    fn new(spec: &'s ElementSpec) -> Self {
        if let ElementSpec::Tuple(parts) = spec
            && let [context, lists] = &parts[..]
        {
            let (context, lists) = (features(context), features(lists));
            let parser = SequenceExampleParser::new(names(&context), names(&lists));
            return Self::Sequence(context, lists, parser);
        }
        let features = features(spec);
        let parser = ExampleParser::new(names(&features));
        Self::Example(features, parser)
    }

    fn parse(&mut self, record: &[u8]) -> Result<Value, String> {
        match self {
            Self::Example(features, parser) => {
                let mut values = vec![FeatureValue::Missing; features.len()];
                parser.parse(record, &mut values).map_err(text)?;
                dict(features, &values, feature)
            }
            Self::Sequence(context, lists, parser) => {
                let mut values = vec![FeatureValue::Missing; context.len()];
                let mut steps = vec![FeatureListValue::Missing; lists.len()];
                parser.parse(record, &mut values, &mut steps).map_err(text)?;
                Ok(Value::Tuple(vec![dict(context, &values, feature)?, dict(lists, &steps, list)?]))
            }
        }
    }
}

fn text(error: FormatError) -> String {
    error.to_string()
}

fn features(spec: &ElementSpec) -> Features<'_> {
    match spec {
        ElementSpec::Dict(features) => features.iter().map(|(name, spec)| (&**name, spec)).collect(),
        _ => Vec::new(),
    }
}

fn names<'s>(features: &Features<'s>) -> impl Iterator<Item = &'s str> {
    features.iter().map(|(name, _)| *name)
}

fn dict<T>(
    features: &Features<'_>,
    values: &[T],
    value: impl Fn(&ElementSpec, &T) -> Result<Value, String>,
) -> Result<Value, String> {
    let members = features.iter().zip(values);
    let members = members.map(|((name, spec), of)| Ok(((*name).to_owned(), value(spec, of)?)));
    members.collect::<Result<BTreeMap<_, _>, _>>().map(Value::Dict)
}

/// A scalar where each example has one value, else a list.
fn feature(spec: &ElementSpec, value: &FeatureValue<'_>) -> Result<Value, String> {
    let scalar = matches!(spec, ElementSpec::Tensor(tensor) if tensor.shape.rank() == Some(0));
    if value.is_missing() || (scalar && value.is_empty()) {
        return Ok(Value::None);
    }
    let mut items = Items::like(value);
    items.append(value)?;
    let list = [items.len()];
    Ok(items.tensor(if scalar && items.len() == 1 { &[] } else { &list }))
}

/// The steps one below the other; a ragged tensor where they differ in length.
fn list(spec: &ElementSpec, steps: &FeatureListValue<'_>) -> Result<Value, String> {
    let (mut items, mut row_splits) = (None, vec![0]);
    let mut lengths = Vec::new();
    for step in steps.iter() {
        let items = items.get_or_insert_with(|| Items::like(&step));
        items.append(&step)?;
        row_splits.push(items.len() as i64);
        lengths.push(step.len());
    }
    let Some(items) = items else { return Ok(Value::None) };
    let equal = lengths.first().copied().filter(|first| lengths.iter().all(|length| length == first));
    Ok(match (spec, equal) {
        (ElementSpec::Tensor(tensor), Some(1)) if tensor.shape.rank() == Some(1) => {
            items.tensor(&[lengths.len()])
        }
        (ElementSpec::Tensor(_), Some(length)) => items.tensor(&[lengths.len(), length]),
        _ => {
            let values = Box::new(items.tensor(&[items.len()]));
            Value::Ragged { values, row_splits: vec![Array1::from(row_splits)] }
        }
    })
}

/// The values of one feature.
enum Items {
    Bytes(Vec<Bytes>),
    Floats(Vec<f32>),
    Ints(Vec<i64>),
}

impl Items {
    /// None yet, of the kind of these.
    fn like(value: &FeatureValue<'_>) -> Self {
        match value {
            FeatureValue::Floats(_) => Self::Floats(Vec::new()),
            FeatureValue::Ints(_) => Self::Ints(Vec::new()),
            _ => Self::Bytes(Vec::new()),
        }
    }

    /// Adds the values, of the same kind as those before.
    fn append(&mut self, value: &FeatureValue<'_>) -> Result<(), String> {
        let none_yet = self.len() == 0;
        match (&mut *self, value) {
            (Self::Bytes(items), FeatureValue::Bytes(list)) => {
                items.extend(list.iter().map(Bytes::copy_from_slice));
            }
            (Self::Floats(items), FeatureValue::Floats(list)) => list.append_f32(items),
            (Self::Ints(items), FeatureValue::Ints(list)) => list.append_i64(items).map_err(text)?,
            _ if value.is_empty() => {}
            _ if none_yet => {
                *self = Self::like(value);
                self.append(value)?;
            }
            _ => return Err(format!("a feature list whose steps are of several kinds: {}", value.kind())),
        }
        Ok(())
    }

    fn len(&self) -> usize {
        match self {
            Self::Bytes(items) => items.len(),
            Self::Floats(items) => items.len(),
            Self::Ints(items) => items.len(),
        }
    }

    fn tensor(&self, shape: &[usize]) -> Value {
        fn array<T: Clone>(shape: &[usize], items: &[T]) -> ArrayD<T> {
            // The shape is that of the items.
            ArrayD::from_shape_vec(IxDyn(shape), items.to_vec())
                .unwrap_or_else(|_| Array1::from(items.to_vec()).into_dyn())
        }
        match self {
            Self::Bytes(items) => Value::Bytes(array(shape, items)),
            Self::Floats(items) => Value::F32(array(shape, items)),
            Self::Ints(items) => Value::I64(array(shape, items)),
        }
    }
}
