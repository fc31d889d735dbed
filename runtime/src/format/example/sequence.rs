use super::keys::Keys;
use super::parser::{FeatureMap, FeatureValue};
use super::{entry, feature};
use crate::format::error::{Problem, Result, WireProblem};
use crate::format::wire::{self, Cursor, WireError};

/// What a record has for one wanted feature list: one feature per step.
#[derive(Clone, Copy, Debug, Default)]
pub enum FeatureListValue<'a> {
    /// The key is absent.
    #[default]
    Missing,
    /// The steps, maybe none.
    Present(FeaturesIter<'a>),
}

impl<'a> FeatureListValue<'a> {
    /// The steps; none where the list is missing.
    pub fn iter(&self) -> FeaturesIter<'a> {
        match self {
            Self::Missing => FeaturesIter(Cursor::new(&[])),
            Self::Present(features) => *features,
        }
    }

    /// The number of steps; they are walked over.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether there are no steps.
    pub fn is_empty(&self) -> bool {
        self.iter().0.at_end()
    }

    /// Whether the key is absent; a list without steps is not missing.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }
}

/// Lends the features of a list, which was validated before.
#[derive(Clone, Copy, Debug)]
pub struct FeaturesIter<'a>(Cursor<'a>);

impl<'a> Iterator for FeaturesIter<'a> {
    type Item = FeatureValue<'a>;

    #[inline]
    fn next(&mut self) -> Option<FeatureValue<'a>> {
        if self.0.at_end() {
            return None;
        }
        step(&mut self.0).ok()
    }
}

/// The next feature of a `FeatureList`.
#[inline]
fn step<'a>(list: &mut Cursor<'a>) -> Result<FeatureValue<'a>, WireError> {
    let (field, wire) = list.tag()?;
    if field != 1 {
        return Err(list.error(WireProblem::UnexpectedField(field)));
    }
    list.expect(wire, wire::LEN)?;
    feature(list.message()?)
}

/// Parses `tf.train.SequenceExample`s into the values of the context features and feature lists that are wanted,
/// without allocating.
#[derive(Clone, Debug)]
pub struct SequenceExampleParser {
    context: FeatureMap,
    lists: Keys,
    twins: Vec<(usize, usize)>,
}

impl SequenceExampleParser {
    /// A parser for the context features and the feature lists with these keys.
    pub fn new<C: AsRef<[u8]>, L: AsRef<[u8]>>(
        context: impl IntoIterator<Item = C>,
        lists: impl IntoIterator<Item = L>,
    ) -> Self {
        let lists = Keys::new(lists.into_iter().map(|name| name.as_ref().into()));
        Self { context: FeatureMap::new(context), twins: lists.twins(), lists }
    }

    /// Puts the record's values into `context` and `lists`, one for each wanted key in the orders given to
    /// [`new`](Self::new).
    ///
    /// # Errors
    /// When the record is not a well-formed `SequenceExample`; then the two hold anything.
    pub fn parse<'a>(
        &mut self,
        record: &'a [u8],
        context: &mut [FeatureValue<'a>],
        lists: &mut [FeatureListValue<'a>],
    ) -> Result<()> {
        self.context.room(context)?;
        if lists.len() != self.lists.len() {
            return Err(Problem::Room { expected: self.lists.len(), got: lists.len() }.into());
        }
        lists.fill(FeatureListValue::Missing);
        self.message(record, context, lists).map_err(|error| error.of("tf.train.SequenceExample"))
    }

    fn message<'a>(
        &mut self,
        record: &'a [u8],
        context: &mut [FeatureValue<'a>],
        lists: &mut [FeatureListValue<'a>],
    ) -> Result<(), WireError> {
        let mut rest = Cursor::new(record);
        while !rest.at_end() {
            let (field, wire) = rest.tag()?;
            match field {
                1 | 2 => rest.expect(wire, wire::LEN)?,
                _ => {
                    rest.skip(wire)?;
                    continue;
                }
            }
            let inner = rest.message()?;
            if field == 1 { self.context.parse(inner, context)? } else { self.feature_lists(inner, lists)? }
        }
        self.context.finish();
        self.context.copy_twins(context);
        for &(from, to) in &self.twins {
            if let (Some(&value), true) = (lists.get(from), to < lists.len()) {
                lists[to] = value;
            }
        }
        Ok(())
    }

    fn feature_lists<'a>(
        &self,
        mut map: Cursor<'a>,
        lists: &mut [FeatureListValue<'a>],
    ) -> Result<(), WireError> {
        while !map.at_end() {
            let (field, wire) = map.tag()?;
            if field != 1 {
                return Err(map.error(WireProblem::UnexpectedField(field)));
            }
            map.expect(wire, wire::LEN)?;
            let (key, list) = entry(&mut map)?;
            if let Some(out) = self.lists.find(key).and_then(|place| lists.get_mut(place)) {
                let mut steps = list;
                while !steps.at_end() {
                    step(&mut steps)?;
                }
                *out = FeatureListValue::Present(FeaturesIter(list));
            }
        }
        Ok(())
    }
}
