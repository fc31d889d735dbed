use tfdata_spec::DType;

use super::{Column, Decode, Failure, Items};
use crate::component::Component;
use crate::format::{ExampleParser, FeatureValue};
use crate::plan::{Feature, Values};
use crate::tensor::Tensor;

/// `tf.train.Example`s, as `tf.io.parse_single_example` has them.
pub(in crate::engine::native) struct ExampleDecoder {
    parser: ExampleParser,
    features: Vec<Wanted>,
}

impl ExampleDecoder {
    /// A component for each feature.
    pub(in crate::engine::native) fn new(features: &[Feature]) -> Self {
        Self {
            parser: ExampleParser::new(features.iter().map(|feature| &feature.name)),
            features: features.iter().map(Wanted::new).collect(),
        }
    }
}

impl Decode for ExampleDecoder {
    fn fork(&self) -> Box<dyn Decode> {
        Box::new(Self { parser: self.parser.clone(), features: self.features.clone() })
    }

    fn columns(&self) -> Vec<Column> {
        self.features.iter().map(Wanted::column).collect()
    }

    fn decode(&mut self, record: &[u8], block: &[u8], columns: &mut [Column]) -> Result<(), Failure> {
        let mut values = smallvec::SmallVec::<[FeatureValue<'_>; 32]>::new();
        values.resize(self.features.len(), FeatureValue::Missing);
        self.parser.parse(record, &mut values)?;
        for ((feature, column), value) in self.features.iter().zip(columns).zip(&values) {
            feature.add(*value, block, column)?;
        }
        Ok(())
    }
}

/// A feature that is wanted, and how it lies in its column.
#[derive(Clone)]
pub(super) struct Wanted {
    name: String,
    dtype: DType,
    /// The shape of a value, or of an item of an open one.
    shape: Vec<usize>,
    open: bool,
    default: Option<Tensor>,
}

impl Wanted {
    /// A feature, or a context feature, that is a dense tensor.
    pub(super) fn new(feature: &Feature) -> Self {
        let (shape, open) = match &feature.values {
            Values::Fixed { shape, .. } => (shape.clone(), false),
            Values::Variable { row } | Values::Ragged { row, .. } => (row.clone(), true),
            Values::Sparse => (Vec::new(), true),
        };
        let default = feature.default().cloned();
        Self { name: feature.name.clone(), dtype: feature.dtype, shape, open, default }
    }

    pub(super) fn column(&self) -> Column {
        match self.open {
            false => Column::fixed(self.dtype, &self.shape),
            true => Column::open(self.dtype, &self.shape),
        }
    }

    /// Adds a row that has this value.
    #[inline]
    pub(super) fn add(
        &self,
        value: FeatureValue<'_>,
        block: &[u8],
        column: &mut Column,
    ) -> Result<(), Failure> {
        let before = column.items.len();
        if !append(value, block, &mut column.items)? {
            self.missing(value, column)?;
        }
        let added = column.items.len() - before;
        if self.open {
            if column.width() == 0 || !added.is_multiple_of(column.width()) {
                return Err(self.wrong_count(added));
            }
            column.end_row();
        } else if added != column.width() {
            return Err(self.wrong_count(added));
        }
        Ok(())
    }

    /// Adds what stands in for a value that is not there, or not of the right kind.
    #[cold]
    fn missing(&self, value: FeatureValue<'_>, column: &mut Column) -> Result<(), Failure> {
        if !value.is_missing() {
            return Err(wrong_kind(&self.name, self.dtype, value));
        }
        match &self.default {
            Some(default) => append_tensor(default, &mut column.items),
            None if self.open => {}
            None => {
                return Err(Failure::Value(format!(
                    "feature `{name}` is missing; say with `.default_value(\"{name}\", ..)` what it is where it is",
                    name = self.name
                )));
            }
        }
        Ok(())
    }

    #[cold]
    fn wrong_count(&self, got: usize) -> Failure {
        let name = &self.name;
        let items: usize = self.shape.iter().product();
        Failure::Value(match self.open {
            false => format!(
                "feature `{name}` has {got} values where {items} are wanted; for one that has any number, use an \
                 `Array1`"
            ),
            true => format!("feature `{name}` has {got} values, no multiple of the {items} that a row has"),
        })
    }
}

/// Adds the items of a value; `false`, and none, if it is missing or of another kind.
#[inline]
pub(super) fn append(value: FeatureValue<'_>, block: &[u8], items: &mut Items) -> Result<bool, Failure> {
    match (value, items) {
        (FeatureValue::Floats(list), Items::F32(items)) => list.append_f32(items),
        (FeatureValue::Ints(list), Items::I64(items)) => list.append_i64(items)?,
        (FeatureValue::Bytes(list), Items::Strings(strings)) => {
            list.iter().for_each(|string| strings.push_of(block, string));
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Adds the items of a default.
fn append_tensor(tensor: &Tensor, items: &mut Items) {
    match (tensor.component(), items) {
        (Component::Plain { bytes, .. }, Items::F32(items)) => {
            items.extend(bytes.chunks_exact(4).map(bytemuck::pod_read_unaligned::<f32>));
        }
        (Component::Plain { bytes, .. }, Items::I64(items)) => {
            items.extend(bytes.chunks_exact(8).map(bytemuck::pod_read_unaligned::<i64>));
        }
        (Component::Strings { strings, .. }, Items::Strings(items)) => {
            (0..strings.len()).for_each(|index| items.push_copy(strings.get(index)));
        }
        // A default has the dtype of its feature, which the door made sure of.
        _ => {}
    }
}

/// The error that a feature has a list of another kind.
#[cold]
pub(super) fn wrong_kind(name: &str, dtype: DType, value: FeatureValue<'_>) -> Failure {
    let wanted = match dtype {
        DType::String => "bytes_list",
        DType::F32 => "float_list",
        _ => "int64_list",
    };
    Failure::Value(format!("feature `{name}` is a {}, where a {wanted} is wanted", value.kind()))
}
