use tfdata_spec::DType;

use super::example::{Wanted, append, wrong_kind};
use super::{Column, Decode, Failure};
use crate::format::{FeatureListValue, FeatureValue, SequenceExampleParser};
use crate::plan::{Feature, FeatureList, Steps};

/// `tf.train.SequenceExample`s, as `tf.io.parse_single_sequence_example` has them.
pub(in crate::engine::native) struct SequenceDecoder {
    parser: SequenceExampleParser,
    context: Vec<Wanted>,
    lists: Vec<List>,
}

impl SequenceDecoder {
    /// A component for each context feature, then one for each feature list.
    pub(in crate::engine::native) fn new(context: &[Feature], lists: &[FeatureList]) -> Self {
        let (features, steps) =
            (context.iter().map(|feature| &feature.name), lists.iter().map(|list| &list.name));
        Self {
            parser: SequenceExampleParser::new(features, steps),
            context: context.iter().map(Wanted::new).collect(),
            lists: lists.iter().map(List::new).collect(),
        }
    }
}

impl Decode for SequenceDecoder {
    fn fork(&self) -> Box<dyn Decode> {
        let (parser, context, lists) = (self.parser.clone(), self.context.clone(), self.lists.clone());
        Box::new(Self { parser, context, lists })
    }

    fn columns(&self) -> Vec<Column> {
        let context = self.context.iter().map(Wanted::column);
        context.chain(self.lists.iter().map(|list| Column::open(list.dtype, &list.row))).collect()
    }

    fn decode(&mut self, record: &[u8], block: &[u8], columns: &mut [Column]) -> Result<(), Failure> {
        let mut context = vec![FeatureValue::Missing; self.context.len()];
        let mut lists = vec![FeatureListValue::Missing; self.lists.len()];
        self.parser.parse(record, &mut context, &mut lists)?;
        let (first, rest) = columns.split_at_mut(self.context.len().min(columns.len()));
        for ((feature, column), value) in self.context.iter().zip(first).zip(context) {
            feature.add(value, block, column)?;
        }
        for ((list, column), value) in self.lists.iter().zip(rest).zip(lists) {
            list.add(value, block, column)?;
        }
        Ok(())
    }
}

/// A feature list that is wanted.
#[derive(Clone)]
struct List {
    name: String,
    dtype: DType,
    /// The shape of a step.
    row: Vec<usize>,
    allow_missing: bool,
}

impl List {
    fn new(list: &FeatureList) -> Self {
        let row = match &list.steps {
            Steps::Fixed { row } => row.clone(),
            Steps::Ragged | Steps::Sparse => Vec::new(),
        };
        Self { name: list.name.clone(), dtype: list.dtype, row, allow_missing: list.allow_missing }
    }

    fn add(&self, list: FeatureListValue<'_>, block: &[u8], column: &mut Column) -> Result<(), Failure> {
        let name = &self.name;
        if list.is_missing() && !self.allow_missing {
            return Err(Failure::Value(format!(
                "feature list `{name}` is missing; `.allow_missing(\"{name}\")` takes that for an empty one"
            )));
        }
        for (step, value) in list.iter().enumerate() {
            let before = column.items.len();
            if !append(value, block, &mut column.items)? {
                return Err(wrong_kind(name, self.dtype, value));
            }
            let added = column.items.len() - before;
            if added != column.width() {
                let wanted = column.width();
                return Err(Failure::Value(format!(
                    "step {step} of feature list `{name}` has {added} values where {wanted} are wanted"
                )));
            }
        }
        column.end_row();
        Ok(())
    }
}
