use tfdata_spec::DType;

use super::slots::Slots;
use super::{Column, Decode, Failure, Items, Kind};
use crate::component::Component;
use crate::format::{Block, ExampleParser, FeatureValue, FormatError};
use crate::plan::{Feature, Values};
use crate::tensor::Tensor;

/// `tf.train.Example`s, as `tf.io.parse_single_example` has them.
pub(in crate::engine::native) struct ExampleDecoder {
    parser: ExampleParser,
    keys: usize,
    features: Vec<Wanted>,
}

impl ExampleDecoder {
    /// A component for each feature.
    pub(in crate::engine::native) fn new(features: &[Feature]) -> Self {
        let (features, keys) = Wanted::all(features);
        Self { parser: ExampleParser::new(&keys), keys: keys.len(), features }
    }
}

impl Decode for ExampleDecoder {
    fn fork(&self) -> Box<dyn Decode> {
        Box::new(Self { parser: self.parser.clone(), keys: self.keys, features: self.features.clone() })
    }

    fn is_light(&self) -> bool {
        true
    }

    fn columns(&self) -> Vec<Column> {
        self.features.iter().map(Wanted::column).collect()
    }

    fn decode(&mut self, block: &Block, columns: &mut [Column]) -> (usize, Option<Failure>) {
        let Self { parser, keys, features } = self;
        let mut slots = Slots::new(block.bytes(), *keys);
        let twins = parser.has_twins();
        for (feature, column) in features.iter().zip(columns) {
            match feature.is_single() && !twins {
                true => slots.single(column, feature.default.as_ref()),
                false => slots.aside(column),
            }
        }
        for row in 0..block.len() {
            if let Err(failure) = add_row(parser, features, (block, row), &mut slots) {
                slots.flush();
                return (row, Some(failure));
            }
            slots.end_row();
        }
        slots.flush();
        (block.len(), None)
    }
}

/// Adds a record of a block.
#[inline]
fn add_row<'b>(
    parser: &mut ExampleParser,
    features: &[Wanted],
    (block, row): (&'b Block, usize),
    slots: &mut Slots<'_, 'b>,
) -> Result<(), Failure> {
    let record = block.record(row)?;
    if let Err(error) = parser.parse_into(record, slots) {
        return Err(blame(error, features.iter().map(|one| &one.name), record));
    }
    if !slots.is_regular() {
        return add_irregular(parser, features, (block.bytes(), record), slots);
    }
    parser.copy_twins(&mut slots.aside);
    for number in 0..slots.aside_places.len() {
        let Some(place) = slots.aside_places.get(number).copied() else { break };
        if let (Some(feature), Some((parsed, column))) = (features.get(place), slots.column(place)) {
            let value = parsed.get(place).copied().unwrap_or_default();
            let added = feature.add(value, parsed, block.bytes(), column);
            added.map_err(|failure| failure.of(&feature.name))?;
        }
    }
    Ok(())
}

/// Adds a record that has something else than one item for a feature that is one.
#[cold]
fn add_irregular<'b>(
    parser: &mut ExampleParser,
    features: &[Wanted],
    (block, record): (&[u8], &'b [u8]),
    slots: &mut Slots<'_, 'b>,
) -> Result<(), Failure> {
    let mut parsed = vec![FeatureValue::Missing; parser.names().len()];
    parser.parse(record, &mut parsed)?;
    for (place, (feature, value)) in features.iter().zip(&parsed).enumerate() {
        let of = |failure: Failure| failure.of(&feature.name);
        if let Some((_, column)) = slots.column(place) {
            feature.add(*value, &parsed, block, column).map_err(of)?;
            continue;
        }
        let mut item = feature.column();
        feature.add(*value, &parsed, block, &mut item).map_err(of)?;
        slots.set(place, &item);
    }
    Ok(())
}

/// Why a record can't be parsed: the fault of the first of these features that can't be parsed alone, unless the record
/// can't be parsed without any.
#[cold]
pub(super) fn blame<'n>(
    error: FormatError,
    names: impl Iterator<Item = &'n String>,
    record: &[u8],
) -> Failure {
    let parses = |names: &[&String]| {
        ExampleParser::new(names).parse(record, &mut vec![FeatureValue::Missing; names.len()]).is_ok()
    };
    let culprit = if parses(&[]) { names.into_iter().find(|name| !parses(&[name])) } else { None };
    let failure = Failure::from(error);
    match culprit {
        Some(name) => failure.of(name),
        None => failure,
    }
}

/// A feature that is wanted, and how it lies in its column.
#[derive(Clone)]
pub(super) struct Wanted {
    pub(super) name: String,
    dtype: DType,
    kind: Kind,
    /// The shape of a value.
    shape: Vec<usize>,
    /// How many levels of any length there are above the values.
    levels: usize,
    /// Where the features that have the lengths of its rows are among the parsed ones.
    lengths: Vec<usize>,
    /// Where what the record has under its other keys is among the parsed ones.
    aliases: Vec<usize>,
    default: Option<Tensor>,
    optional: bool,
}

impl Wanted {
    /// The features, or context features, and the keys to be parsed: theirs, then their other ones and those of their
    /// rows' lengths.
    pub(super) fn all(features: &[Feature]) -> (Vec<Self>, Vec<String>) {
        let mut keys: Vec<String> = features.iter().map(|feature| feature.name.clone()).collect();
        let all = features.iter().map(|feature| Self::new(feature, &mut keys)).collect();
        (all, keys)
    }

    fn new(feature: &Feature, keys: &mut Vec<String>) -> Self {
        let (kind, shape, levels) = match &feature.values {
            Values::Fixed { shape, .. } => (Kind::Dense, shape.clone(), 0),
            Values::Variable { row } => (Kind::Dense, row.clone(), 1),
            Values::Ragged { row, row_lengths } => (Kind::Ragged, row.clone(), 1 + row_lengths.len()),
            Values::Sparse => (Kind::Sparse, Vec::new(), 1),
        };
        let mut lengths = Vec::new();
        if let Values::Ragged { row_lengths, .. } = &feature.values {
            lengths.extend(keys.len()..keys.len() + row_lengths.len());
            keys.extend(row_lengths.iter().cloned());
        }
        let aliases: Vec<usize> = (keys.len()..keys.len() + feature.aliases.len()).collect();
        keys.extend(feature.aliases.iter().cloned());
        let (name, default) = (feature.name.clone(), feature.default().cloned());
        let (dtype, optional) = (feature.dtype, feature.optional);
        Self { name, dtype, kind, shape, levels, lengths, aliases, default, optional }
    }

    /// Whether each row is one item, always.
    fn is_single(&self) -> bool {
        self.levels == 0 && !self.optional && self.shape.is_empty() && self.aliases.is_empty()
    }

    pub(super) fn column(&self) -> Column {
        Column::nested(self.kind, self.dtype, &self.shape, self.levels).optional(self.optional)
    }

    /// Adds a row that has this value, one of all that were parsed.
    #[inline]
    pub(super) fn add(
        &self,
        value: FeatureValue<'_>,
        parsed: &[FeatureValue<'_>],
        block: &[u8],
        column: &mut Column,
    ) -> Result<(), Failure> {
        let value = if self.aliases.is_empty() { value } else { self.under_any_key(value, parsed)? };
        let before = column.items.len();
        if !append(value, block, &mut column.items)? {
            self.missing(value, column)?;
        }
        let added = column.items.len() - before;
        if self.levels == 0 && !self.optional {
            return if added == column.width() { Ok(()) } else { Err(self.wrong_count(added)) };
        }
        self.end_row(added, parsed, column)
    }

    /// What the record has under the first key that has values there. A list of another kind is an error under any, as
    /// it is for TensorFlow, which parses all of them.
    fn under_any_key<'v>(
        &self,
        value: FeatureValue<'v>,
        parsed: &[FeatureValue<'v>],
    ) -> Result<FeatureValue<'v>, Failure> {
        let mut found = FeatureValue::Missing;
        let others = self.aliases.iter().filter_map(|place| parsed.get(*place));
        for value in std::iter::once(&value).chain(others) {
            match (value, self.dtype) {
                (FeatureValue::Missing | FeatureValue::Unset, _)
                | (FeatureValue::Bytes(_), DType::String)
                | (FeatureValue::Floats(_), DType::F32)
                | (FeatureValue::Ints(_), DType::I64) => {}
                _ => return Err(wrong_kind(&self.name, self.dtype, *value)),
            }
            if found.is_empty() && !value.is_empty() {
                found = *value;
            }
        }
        Ok(found)
    }

    /// Ends a row of any length, or one that may be nothing.
    fn end_row(&self, added: usize, parsed: &[FeatureValue<'_>], column: &mut Column) -> Result<(), Failure> {
        let mut present = added > 0;
        if self.levels == 0 {
            match added {
                // Room for it, so that the others stay where they are.
                0 => fill(&mut column.items, self.shape.iter().product()),
                _ if added == column.width() => {}
                _ => return Err(self.wrong_count(added)),
            }
        } else {
            if column.width() == 0 || !added.is_multiple_of(column.width()) {
                return Err(self.wrong_count(added));
            }
            if !self.lengths.is_empty() {
                present = self.rows(added / column.width(), parsed, column)? > 0;
            }
            column.end(0);
        }
        if let Some(all) = &mut column.present {
            all.push(present);
        }
        Ok(())
    }

    /// Ends the rows whose lengths other features have. Returns how many there are on the outermost level.
    fn rows(
        &self,
        values: usize,
        parsed: &[FeatureValue<'_>],
        column: &mut Column,
    ) -> Result<usize, Failure> {
        let mut below = values;
        for (level, place) in self.lengths.iter().enumerate().rev() {
            let mut lengths = Vec::new();
            match parsed.get(*place) {
                Some(FeatureValue::Ints(list)) => list.append_i64(&mut lengths)?,
                Some(value) if !value.is_missing() => {
                    return Err(wrong_kind(&self.name, DType::I64, *value));
                }
                _ => {}
            }
            let mut all = 0_usize;
            let start = match column.levels.get(level + 2) {
                Some(next) => next.len() - below,
                None => column.values() - below,
            };
            let name = &self.name;
            for length in &lengths {
                all = usize::try_from(*length).ok().and_then(|length| all.checked_add(length)).ok_or_else(
                    || Failure::Value(format!("a row of feature `{name}` is said to have {length} values")),
                )?;
                if let Some(ends) = column.levels.get_mut(level + 1) {
                    ends.push(start + all);
                }
            }
            if all != below {
                return Err(Failure::Value(format!(
                    "feature `{name}` has {below} values, but the lengths of its rows make {all}"
                )));
            }
            below = lengths.len();
        }
        Ok(below)
    }

    /// Adds what stands in for a value that is not there, or not of the right kind.
    #[cold]
    fn missing(&self, value: FeatureValue<'_>, column: &mut Column) -> Result<(), Failure> {
        if !value.is_missing() {
            return Err(wrong_kind(&self.name, self.dtype, value));
        }
        match &self.default {
            Some(default) => append_tensor(default, &mut column.items),
            None if self.levels > 0 || self.optional => {}
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
        Failure::Value(match self.levels {
            0 => format!(
                "feature `{name}` has {got} values where {items} are wanted; for one that has any number, use an \
                 `Array1`"
            ),
            _ => format!("feature `{name}` has {got} values, no multiple of the {items} that a row has"),
        })
    }
}

/// Adds so many items that nobody reads.
fn fill(items: &mut Items, count: usize) {
    match items {
        Items::F32(items) => items.resize(items.len() + count, 0.0),
        Items::I64(items) => items.resize(items.len() + count, 0),
        Items::Bytes(_, items) => items.resize(items.len() + count, 0),
        Items::Strings(strings) => (0..count).for_each(|_| strings.push_copy(&[])),
        Items::Shared(strings) => (0..count).for_each(|_| strings.push(&[])),
    }
}

/// Adds the items of a value; `false`, and none, if it is missing or of another kind.
#[inline]
pub(super) fn append(value: FeatureValue<'_>, block: &[u8], items: &mut Items) -> Result<bool, Failure> {
    match (value, items) {
        (FeatureValue::Floats(list), Items::F32(items)) => list.append_f32(items),
        (FeatureValue::Ints(list), Items::I64(items)) => list.append_i64(items)?,
        (FeatureValue::Bytes(list), Items::Shared(strings)) => {
            list.iter().for_each(|string| strings.push(string));
        }
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
        (Component::Strings { strings, .. }, Items::Shared(items)) => {
            (0..strings.len()).for_each(|index| items.push(strings.get(index)));
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
