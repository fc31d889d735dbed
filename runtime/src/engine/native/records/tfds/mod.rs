//! The examples of TFDS directories.

mod cast;
mod item;

use std::sync::Arc;

use tfdata_spec::tfds::{Decoding, Encoding};
use tfdata_spec::{DType, TensorSpec};

use self::item::Item;
use super::decode::one_by_one;
use super::example::{Wanted, blame};
use super::{Column, Decode, Failure, Items, Kind};
use crate::component::StringItems;
use crate::format::{Block, ExampleParser, FeatureValue};
use crate::plan::{Decoder, Feature, Values};

/// `tf.train.Example`s, whose features become the components of a TFDS element.
pub(in crate::engine::native) struct TfdsDecoder {
    plan: Arc<Vec<Part>>,
    parser: ExampleParser,
    keys: usize,
    features: Vec<Wanted>,
    /// The values of one record, of features that are not read as they lie there.
    scratch: Vec<Column>,
    /// The bytes of one item whose column has no bytes.
    bytes: Vec<u8>,
}

/// How a component is made.
struct Part {
    path: String,
    /// The feature with its values, and that with the shapes of its items.
    values: usize,
    shapes: Option<usize>,
    how: How,
    item: TensorSpec,
    lengths: Vec<Option<usize>>,
    levels: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum How {
    /// The values go to the column as they are.
    Direct,
    /// The values, as another dtype or in another shape.
    Values,
    /// Each string holds an item.
    Encoded(Encoding),
}

/// Why the decoder is not native, if it is not.
pub(in crate::engine::native) fn refusal(decoder: &Decoder) -> Option<String> {
    if cfg!(target_endian = "big") {
        return Some("has little-endian values, and this machine is not".into());
    }
    decoder.components.iter().find_map(|component| {
        let Decoding::Tensor { path, encoding, item, row_lengths, .. } = component else {
            return Some(format!(
                "has the nested dataset `{}`, which only TensorFlow reads",
                component.path()
            ));
        };
        let Encoding::Image { png, .. } = encoding else {
            let open = !row_lengths.is_empty() && item.shape.as_known().is_none();
            return open.then(|| format!("has `{path}`, sequences of tensors of any shape"));
        };
        if !row_lengths.is_empty() {
            return Some(format!("has `{path}`, sequences of sequences of pictures"));
        }
        match (png, decoder.fast_jpeg, crate::format::picture::JPEG) {
            (true, ..) | (false, false, true) => None,
            (false, true, _) => Some(format!("decodes JPEG in `{path}` with TensorFlow's fast inverse DCT")),
            (false, false, false) => {
                Some(format!("decodes JPEG in `{path}`, for which the crate's feature `jpeg` is needed"))
            }
        }
    })
}

impl TfdsDecoder {
    /// What the decoder makes of these features.
    pub(in crate::engine::native) fn new(features: &[Feature], decoder: &Decoder) -> Self {
        let (mut sources, mut parts) = (Vec::new(), Vec::new());
        for component in &decoder.components {
            parts.extend(Part::new(component, features, &mut sources));
        }
        Self::of(Arc::new(parts), &sources)
    }

    fn of(plan: Arc<Vec<Part>>, sources: &[Feature]) -> Self {
        let (features, keys) = Wanted::all(sources);
        let scratch = features.iter().map(Wanted::column).collect();
        let parser = ExampleParser::new(&keys);
        Self { plan, parser, keys: keys.len(), features, scratch, bytes: Vec::new() }
    }
}

impl Decode for TfdsDecoder {
    fn fork(&self) -> Box<dyn Decode> {
        Box::new(Self {
            plan: self.plan.clone(),
            parser: self.parser.clone(),
            keys: self.keys,
            features: self.features.clone(),
            scratch: self.features.iter().map(Wanted::column).collect(),
            bytes: Vec::new(),
        })
    }

    fn columns(&self) -> Vec<Column> {
        self.plan.iter().map(Part::column).collect()
    }

    fn decode(&mut self, block: &Block, columns: &mut [Column]) -> (usize, Option<Failure>) {
        one_by_one(block, |record| self.record(record, block.bytes(), columns))
    }
}

impl TfdsDecoder {
    fn record(&mut self, record: &[u8], block: &[u8], columns: &mut [Column]) -> Result<(), Failure> {
        let mut values = smallvec::SmallVec::<[FeatureValue<'_>; 32]>::new();
        values.resize(self.keys, FeatureValue::Missing);
        let parsed = self.parser.parse(record, &mut values);
        parsed.map_err(|error| blame(error, self.features.iter().map(|one| &one.name), record))?;
        let Self { plan, features, scratch, bytes, .. } = self;
        for (part, column) in plan.iter().zip(columns) {
            let read = |number: usize, into: &mut Column| {
                let (Some(feature), Some(value)) = (features.get(number), values.get(number)) else {
                    return Ok(());
                };
                feature.add(*value, &values, block, into).map_err(|failure| plainly(failure).of(&*part.path))
            };
            if part.how == How::Direct {
                read(part.values, column)?;
                continue;
            }
            for number in [Some(part.values), part.shapes].into_iter().flatten() {
                if let Some(into) = scratch.get_mut(number) {
                    into.clear();
                    read(number, into)?;
                }
            }
            let (Some(values), shapes) =
                (scratch.get(part.values), part.shapes.and_then(|shapes| scratch.get(shapes)))
            else {
                continue;
            };
            part.add(values, shapes, block, bytes, column)?;
        }
        Ok(())
    }
}

/// The failure without advice on the fields of examples.
fn plainly(failure: Failure) -> Failure {
    match failure {
        Failure::Value(text) => Failure::Value(text.split("; ").next().unwrap_or_default().to_owned()),
        other => other,
    }
}

impl Part {
    /// The part, whose features join the others that are read; nothing for a nested dataset.
    fn new(component: &Decoding, stored: &[Feature], sources: &mut Vec<Feature>) -> Option<Self> {
        let Decoding::Tensor { path, values, encoding, item, shapes, lengths, row_lengths } = component
        else {
            return None;
        };
        let mut add = |number: usize, values: Option<Values>| {
            let feature = stored.get(number)?;
            let values = values.unwrap_or_else(|| feature.values.clone());
            sources.push(Feature::new(&feature.name, feature.dtype, values));
            Some(sources.len() - 1)
        };
        let ragged = match row_lengths.is_empty() {
            true => None,
            false => {
                let name = |number: &usize| stored.get(*number).map(|feature| feature.name.clone());
                let row = match stored.get(*values).map(|feature| &feature.values) {
                    Some(Values::Variable { row }) => row.clone(),
                    _ => Vec::new(),
                };
                Some(Values::Ragged { row, row_lengths: row_lengths.iter().filter_map(name).collect() })
            }
        };
        let values_at = add(*values, ragged)?;
        let shapes = match shapes {
            Some(shapes) => Some(add(*shapes, None)?),
            None => None,
        };
        let mut part = Self {
            path: path.clone(),
            values: values_at,
            shapes,
            how: How::Encoded(*encoding),
            item: item.clone(),
            lengths: lengths.clone(),
            levels: 1 + row_lengths.len(),
        };
        if *encoding == Encoding::Values {
            let same = stored.get(*values).is_some_and(|feature| feature.dtype == item.dtype);
            part.how = if same && !part.shaped() { How::Direct } else { How::Values };
        }
        Some(part)
    }

    fn ragged(&self) -> bool {
        self.levels > 1
    }

    /// The dimensions of a row.
    fn dims(&self) -> Vec<Option<usize>> {
        let item = self.item.shape.dims().unwrap_or_default();
        [&self.lengths[..], item].concat()
    }

    /// Whether each row has a shape of its own: other axes than the first are open.
    fn shaped(&self) -> bool {
        !self.ragged() && self.dims().iter().skip(1).any(Option::is_none)
    }

    fn column(&self) -> Column {
        let (dtype, dims) = (self.item.dtype, self.dims());
        let known = |dims: &[Option<usize>]| -> Vec<usize> { dims.iter().copied().flatten().collect() };
        if self.ragged() {
            let item = self.item.shape.as_known().unwrap_or_default();
            return Column::nested(Kind::Ragged, dtype, &item, self.levels);
        }
        match dims.first() {
            _ if self.shaped() => Column::shaped(dtype, dims.len()),
            Some(None) => Column::open(dtype, &known(&dims)),
            _ => Column::fixed(dtype, &known(&dims)),
        }
    }

    fn wrong(&self, reason: &str) -> Failure {
        Failure::Value(reason.to_owned()).of(&*self.path)
    }

    /// Adds the row that one record's values, or strings, make.
    fn add(
        &self,
        values: &Column,
        shapes: Option<&Column>,
        block: &[u8],
        bytes: &mut Vec<u8>,
        column: &mut Column,
    ) -> Result<(), Failure> {
        let before = column.parts();
        let mut dims = self.dims();
        let How::Encoded(encoding) = self.how else {
            cast::append(&values.items, &mut column.items);
            if self.shaped() {
                let items = values.items.len();
                let known: usize = dims.iter().copied().flatten().product();
                dims.iter_mut().filter(|dim| dim.is_none()).for_each(|dim| *dim = items.checked_div(known));
                column.end_shaped(&dims.iter().copied().flatten().collect::<Vec<_>>());
            } else {
                column.end_like(values, &before);
            }
            return Ok(());
        };
        let Items::Strings(strings) = &values.items else {
            return Err(self.wrong("it is not stored as strings"));
        };
        let count = values.items.len();
        let strings = strings.lent(0..count, block);
        let rank = self.item.shape.rank().unwrap_or(0);
        let item = Item { spec: &self.item, encoding };
        let mut first: Option<Vec<usize>> = None;
        for number in 0..count {
            let shape = match shapes.map(|shapes| &shapes.items) {
                Some(Items::I64(shapes)) => shapes.get(number * rank..(number + 1) * rank),
                _ => None,
            };
            let string = strings.get(number);
            let decoded = match &mut column.items {
                // Where the values stay, without a copy.
                Items::Bytes(_, items) => item.decode(string, shape, items),
                items => {
                    bytes.clear();
                    item.decode(string, shape, bytes).inspect(|_| cast::append_bytes(bytes, items))
                }
            };
            let shape = decoded.map_err(|reason| self.wrong(&reason))?;
            match &first {
                Some(first) if *first != shape => {
                    return Err(self.wrong(&format!("its items have the shapes {first:?} and {shape:?}")));
                }
                _ => first = Some(shape),
            }
        }
        if self.shaped() {
            let outer = self.lengths.iter().map(|length| length.unwrap_or(count));
            let none =
                || self.item.shape.dims().unwrap_or_default().iter().map(|dim| dim.unwrap_or(0)).collect();
            let shape: Vec<usize> = outer.chain(first.unwrap_or_else(none)).collect();
            column.end_shaped(&shape);
        } else if self.ragged() {
            column.end_like(values, &before);
        } else {
            column.end(0);
        }
        Ok(())
    }
}

/// How many bytes the items of a dtype have that is stored as bytes.
fn size(dtype: DType) -> usize {
    dtype.size().unwrap_or(1)
}
