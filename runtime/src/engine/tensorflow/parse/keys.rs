//! The keys that the ops look for, by the way in which they parse what they find, and where the results are.

use tfdata_spec::{DType, Shape};

use crate::engine::tensorflow::lower::internal;
use crate::engine::tensorflow::ops::Ops;
use crate::engine::tensorflow::source::copied;
use crate::error::Result;
use crate::libtensorflow::{Attr, Operation, Output, Tensor};
use crate::plan::{Feature, FeatureList, Steps, Values};

/// Keys that are parsed in the same way, each with its dtype.
#[derive(Default)]
pub(super) struct Keys<'f>(Vec<(&'f str, DType)>);

impl<'f> Keys<'f> {
    fn add(&mut self, name: &'f str, dtype: DType) {
        if !self.0.iter().any(|(other, _)| *other == name) {
            self.0.push((name, dtype));
        }
    }

    pub(super) fn names(&self) -> Vec<&'f str> {
        self.0.iter().map(|(name, _)| *name).collect()
    }

    pub(super) fn count(&self) -> i64 {
        self.0.len() as i64
    }

    pub(super) fn dtypes(&self) -> Attr {
        Attr::Types(self.0.iter().map(|(_, dtype)| *dtype).collect())
    }

    /// The next outputs, one for each key.
    fn take(&self, outputs: &mut dyn Iterator<Item = Output>) -> Vec<Output> {
        outputs.take(self.0.len()).collect()
    }

    /// The same of several outputs a key, all first ones before all second ones.
    fn parts<const N: usize>(
        &self,
        outputs: &mut dyn Iterator<Item = Output>,
    ) -> Vec<(&'f str, [Output; N])> {
        let parts: [Vec<Output>; N] = std::array::from_fn(|_| self.take(outputs));
        let of_key = |(place, (name, _)): (usize, &(&'f str, DType))| {
            (*name, std::array::from_fn(|part| parts[part][place]))
        };
        self.0.iter().enumerate().map(of_key).collect()
    }
}

/// The keys of an example, or of a context.
#[derive(Default)]
pub(super) struct ContextKeys<'f> {
    pub(super) dense: Keys<'f>,
    pub(super) sparse: Keys<'f>,
    /// Every number of values is taken; there is no default.
    pub(super) ragged: Keys<'f>,
    fixed: Vec<(&'f [usize], Option<&'f crate::tensor::Tensor>)>,
}

/// What was found of an example or a context.
pub(super) struct Parsed<'f> {
    dense: Vec<(&'f str, [Output; 1])>,
    /// Indices, values, dense shape.
    sparse: Vec<(&'f str, [Output; 3])>,
    /// Values, row splits of a batch.
    ragged: Vec<(&'f str, [Output; 2])>,
}

impl<'f> ContextKeys<'f> {
    pub(super) fn of(features: &'f [Feature]) -> Self {
        let mut keys = Self::default();
        for feature in features {
            let Feature { name, dtype, values, optional, aliases } = feature;
            match values {
                _ if !aliases.is_empty() => feature.keys().for_each(|key| keys.ragged.add(key, *dtype)),
                Values::Fixed { shape, default } if !optional => {
                    keys.dense.add(name, *dtype);
                    keys.fixed.push((shape, default.as_ref()));
                }
                Values::Sparse => keys.sparse.add(name, *dtype),
                Values::Fixed { .. } | Values::Variable { .. } => keys.ragged.add(name, *dtype),
                Values::Ragged { row_lengths, .. } => {
                    keys.ragged.add(name, *dtype);
                    row_lengths.iter().for_each(|lengths| keys.ragged.add(lengths, DType::I64));
                }
            }
        }
        keys
    }

    pub(super) fn dense_shapes(&self) -> Attr {
        Attr::Shapes(self.fixed.iter().map(|(shape, _)| Shape::known(shape)).collect())
    }

    /// What stands in for dense features that are missing: a tensor of the feature's shape, none if it must be
    /// there.
    pub(super) fn defaults(&self, ops: &Ops<'_>) -> Result<Vec<Operation>> {
        let mut all = Vec::new();
        for ((_, default), (_, dtype)) in self.fixed.iter().zip(&self.dense.0) {
            let value = match default {
                Some(default) => copied(default)?,
                None if *dtype == DType::String => Tensor::strings(&[0], [""; 0])?,
                None => Tensor::from_bytes(*dtype, &[0], &[])?,
            };
            all.push(ops.constant(value)?);
        }
        Ok(all)
    }

    /// Sorts the outputs of the op.
    pub(super) fn parsed(&self, outputs: &mut dyn Iterator<Item = Output>) -> Parsed<'f> {
        Parsed {
            sparse: self.sparse.parts(outputs),
            dense: self.dense.parts(outputs),
            ragged: self.ragged.parts(outputs),
        }
    }
}

impl Parsed<'_> {
    pub(super) fn dense(&self, name: &str) -> Result<Output> {
        find(&self.dense, name).map(|[dense]| dense)
    }

    pub(super) fn sparse(&self, name: &str) -> Result<[Output; 3]> {
        find(&self.sparse, name)
    }

    /// The values of one record.
    pub(super) fn values(&self, name: &str) -> Result<Output> {
        self.ragged(name).map(|[values, _]| values)
    }

    /// The values of a batch, and its row splits.
    pub(super) fn ragged(&self, name: &str) -> Result<[Output; 2]> {
        find(&self.ragged, name)
    }
}

/// The keys of feature lists.
#[derive(Default)]
pub(super) struct ListKeys<'f> {
    pub(super) dense: Keys<'f>,
    pub(super) sparse: Keys<'f>,
    pub(super) ragged: Keys<'f>,
    /// Of the dense ones: the shape of a step, and whether the list may be missing.
    rows: Vec<(&'f [usize], bool)>,
}

/// What was found of feature lists.
pub(super) struct ParsedLists<'f> {
    dense: Vec<(&'f str, [Output; 1])>,
    /// Indices, values, dense shape.
    sparse: Vec<(&'f str, [Output; 3])>,
    /// Values, row splits of a batch, row splits of the steps.
    ragged: Vec<(&'f str, [Output; 3])>,
}

impl<'f> ListKeys<'f> {
    pub(super) fn of(lists: &'f [FeatureList]) -> Self {
        let mut keys = Self::default();
        for list in lists {
            let FeatureList { dtype, steps, allow_missing, optional, aliases, .. } = list;
            for name in list.keys() {
                match steps {
                    Steps::Fixed { row } => {
                        keys.dense.add(name, *dtype);
                        keys.rows.push((row, *allow_missing || *optional || !aliases.is_empty()));
                    }
                    Steps::Ragged => keys.ragged.add(name, *dtype),
                    Steps::Sparse => keys.sparse.add(name, *dtype),
                }
            }
        }
        keys
    }

    pub(super) fn dense_shapes(&self) -> Attr {
        Attr::Shapes(self.rows.iter().map(|(row, _)| Shape::known(row)).collect())
    }

    /// Of each dense list.
    pub(super) fn allow_missing(&self) -> Vec<u8> {
        self.rows.iter().map(|(_, allow_missing)| u8::from(*allow_missing)).collect()
    }

    /// Sorts the outputs of the op.
    pub(super) fn parsed(&self, outputs: &mut dyn Iterator<Item = Output>) -> ParsedLists<'f> {
        let sparse = self.sparse.parts(outputs);
        let dense = self.dense.parts(outputs);
        // The lengths of dense lists, of which a batch has several.
        let _ = self.dense.take(outputs);
        ParsedLists { sparse, dense, ragged: self.ragged.parts(outputs) }
    }
}

impl ParsedLists<'_> {
    pub(super) fn dense(&self, name: &str) -> Result<Output> {
        find(&self.dense, name).map(|[dense]| dense)
    }

    pub(super) fn sparse(&self, name: &str) -> Result<[Output; 3]> {
        find(&self.sparse, name)
    }

    /// The values, the row splits of a batch, and those of the steps.
    pub(super) fn ragged(&self, name: &str) -> Result<[Output; 3]> {
        find(&self.ragged, name)
    }
}

fn find<const N: usize>(all: &[(&str, [Output; N])], name: &str) -> Result<[Output; N]> {
    let found = all.iter().find(|(other, _)| *other == name);
    found.map(|(_, outputs)| *outputs).ok_or_else(|| internal("a feature is parsed"))
}
