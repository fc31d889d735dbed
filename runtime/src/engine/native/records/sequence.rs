use tfdata_spec::DType;

use super::decode::one_by_one;
use super::example::{Wanted, append, wrong_kind};
use super::{Column, Decode, Failure, Kind};
use crate::format::{Block, FeatureListValue, FeatureValue, FormatError, SequenceExampleParser};
use crate::plan::{Feature, FeatureList, Steps};

/// `tf.train.SequenceExample`s, as `tf.io.parse_single_sequence_example` has them.
pub(in crate::engine::native) struct SequenceDecoder {
    parser: SequenceExampleParser,
    /// How many context features are parsed.
    keys: usize,
    /// How many feature lists.
    list_keys: usize,
    context: Vec<Wanted>,
    lists: Vec<List>,
}

impl SequenceDecoder {
    /// A component for each context feature, then one for each feature list.
    pub(in crate::engine::native) fn new(context: &[Feature], lists: &[FeatureList]) -> Self {
        let (context, keys) = Wanted::all(context);
        let mut list_keys: Vec<&String> = lists.iter().map(|list| &list.name).collect();
        let lists = lists.iter().map(|list| List::new(list, &mut list_keys)).collect();
        let parser = SequenceExampleParser::new(&keys, &list_keys);
        Self { parser, keys: keys.len(), list_keys: list_keys.len(), context, lists }
    }
}

impl Decode for SequenceDecoder {
    fn fork(&self) -> Box<dyn Decode> {
        let (parser, context, lists) = (self.parser.clone(), self.context.clone(), self.lists.clone());
        Box::new(Self { parser, keys: self.keys, list_keys: self.list_keys, context, lists })
    }

    fn columns(&self) -> Vec<Column> {
        let context = self.context.iter().map(Wanted::column);
        context.chain(self.lists.iter().map(List::column)).collect()
    }

    fn decode(&mut self, block: &Block, columns: &mut [Column]) -> (usize, Option<Failure>) {
        one_by_one(block, |record| self.record(record, block.bytes(), columns))
    }
}

impl SequenceDecoder {
    fn record(&mut self, record: &[u8], block: &[u8], columns: &mut [Column]) -> Result<(), Failure> {
        let mut context = vec![FeatureValue::Missing; self.keys];
        let mut lists = vec![FeatureListValue::Missing; self.list_keys];
        let parsed = self.parser.parse(record, &mut context, &mut lists);
        parsed.map_err(|error| self.blame(error, record))?;
        let (first, rest) = columns.split_at_mut(self.context.len().min(columns.len()));
        for ((feature, column), value) in self.context.iter().zip(first).zip(&context) {
            let added = feature.add(*value, &context, block, column);
            added.map_err(|failure| failure.of(format!("0.{}", feature.name)))?;
        }
        for ((list, column), value) in self.lists.iter().zip(rest).zip(&lists) {
            let added = list.add(list.under_any_key(*value, &lists), block, column);
            added.map_err(|failure| failure.of(format!("1.{}", list.name)))?;
        }
        Ok(())
    }
}

impl SequenceDecoder {
    /// Why a record can't be parsed: the fault of the first component that can't be parsed alone, unless the record
    /// can't be parsed without any.
    #[cold]
    fn blame(&self, error: FormatError, record: &[u8]) -> Failure {
        let parses = |context: &[&String], lists: &[&String]| {
            let mut parser = SequenceExampleParser::new(context, lists);
            let mut context = vec![FeatureValue::Missing; context.len()];
            let mut lists = vec![FeatureListValue::Missing; lists.len()];
            parser.parse(record, &mut context, &mut lists).is_ok()
        };
        let context = self.context.iter().find(|one| !parses(&[&one.name], &[])).map(|one| ("0", &one.name));
        let list = || self.lists.iter().find(|one| !parses(&[], &[&one.name])).map(|one| ("1", &one.name));
        let failure = Failure::from(error);
        match context.or_else(list).filter(|_| parses(&[], &[])) {
            Some((part, name)) => failure.of(format!("{part}.{name}")),
            None => failure,
        }
    }
}

/// A feature list that is wanted.
#[derive(Clone)]
struct List {
    name: String,
    dtype: DType,
    kind: Kind,
    /// The shape of a step, if all are equal.
    row: Option<Vec<usize>>,
    may_be_missing: bool,
    optional: bool,
    /// Where what the record has under its other keys is among the parsed ones.
    aliases: Vec<usize>,
}

impl List {
    /// A list, whose other keys are added to those that are parsed.
    fn new<'f>(list: &'f FeatureList, keys: &mut Vec<&'f String>) -> Self {
        let aliases = (keys.len()..keys.len() + list.aliases.len()).collect();
        keys.extend(&list.aliases);
        let (kind, row) = match &list.steps {
            Steps::Fixed { row } => (Kind::Dense, Some(row.clone())),
            Steps::Ragged => (Kind::Ragged, None),
            Steps::Sparse => (Kind::Sparse, None),
        };
        let may_be_missing = list.allow_missing || list.optional || row.is_none();
        let (name, dtype, optional) = (list.name.clone(), list.dtype, list.optional);
        Self { name, dtype, kind, row, may_be_missing, optional, aliases }
    }

    fn column(&self) -> Column {
        let column = match &self.row {
            Some(row) => Column::open(self.dtype, row),
            None => Column::nested(self.kind, self.dtype, &[], 2),
        };
        column.optional(self.optional)
    }

    /// What the record has under the first key that has steps there.
    fn under_any_key<'v>(
        &self,
        list: FeatureListValue<'v>,
        parsed: &[FeatureListValue<'v>],
    ) -> FeatureListValue<'v> {
        if self.aliases.is_empty() {
            return list;
        }
        let others = self.aliases.iter().filter_map(|place| parsed.get(*place));
        let found = std::iter::once(&list).chain(others).find(|list| !list.is_empty());
        found.copied().unwrap_or_default()
    }

    fn add(&self, list: FeatureListValue<'_>, block: &[u8], column: &mut Column) -> Result<(), Failure> {
        let name = &self.name;
        if list.is_missing() && !self.may_be_missing {
            return Err(Failure::Value(format!(
                "feature list `{name}` is missing; `.allow_missing(\"{name}\")` takes that for an empty one"
            )));
        }
        let mut steps = 0;
        for value in list.iter() {
            let before = column.items.len();
            // A step without a list has no values.
            if !append(value, block, &mut column.items)? && (self.row.is_some() || !value.is_missing()) {
                return Err(wrong_kind(name, self.dtype, value));
            }
            let added = column.items.len() - before;
            match self.row {
                Some(_) if added != column.width() => {
                    let wanted = column.width();
                    return Err(Failure::Value(format!(
                        "step {steps} of feature list `{name}` has {added} values where {wanted} are wanted"
                    )));
                }
                Some(_) => {}
                None => column.end(1),
            }
            steps += 1;
        }
        column.end(0);
        if let Some(present) = &mut column.present {
            present.push(steps > 0);
        }
        Ok(())
    }
}
