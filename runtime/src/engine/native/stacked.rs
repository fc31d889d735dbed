//! Components stacked along a new axis 0, in memory that is used again for the next batch.

use tfdata_spec::DType;

use super::owned::{Owned, Packed, components, not_native};
use crate::component::{Component, RaggedParts, SparseParts};
use crate::error::{Error, Result};

/// The rows of one component.
#[derive(Default)]
pub(super) struct Stacked {
    rows: usize,
    kind: Kind,
}

#[derive(Default)]
enum Kind {
    /// Not one row yet, ever.
    #[default]
    New,
    Dense(Dense),
    Ragged(Ragged),
    Sparse(Sparse),
    /// Kept as they are.
    Optionals(Vec<Option<Vec<Owned>>>),
}

/// Items of one row shape.
struct Dense {
    dtype: DType,
    /// The number of rows, and the shape of one.
    shape: Vec<usize>,
    bytes: Vec<u8>,
    strings: Packed,
}

struct Ragged {
    /// The outermost first; the first one is that of the stacked rows.
    splits: Vec<Vec<i64>>,
    lens: Vec<usize>,
    values: Dense,
}

struct Sparse {
    indices: Vec<i64>,
    indices_shape: [usize; 2],
    values: Dense,
    dense_shape: Vec<i64>,
    rank: usize,
}

/// Two shapes that differ: that of the rows before, and that of this one.
pub(super) type Shapes = (Vec<usize>, Vec<usize>);

/// Why a row can't be added.
pub(super) enum Problem {
    Unequal(Shapes),
    Other(Error),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl Stacked {
    /// Begins anew.
    pub(super) fn clear(&mut self) {
        self.rows = 0;
    }

    /// Adds one row.
    pub(super) fn push(&mut self, component: &Component<'_>) -> Result<(), Problem> {
        let first = self.rows == 0;
        match component {
            Component::Plain { .. } | Component::Strings { .. } => {
                self.dense(component).add(component, component.shape(), 1, first)?;
            }
            Component::Ragged(parts) => {
                let new = !matches!(self.kind, Kind::Ragged(_));
                if new {
                    self.kind = Kind::Ragged(Ragged {
                        splits: Vec::new(),
                        lens: Vec::new(),
                        values: Dense::new(parts.values.dtype()),
                    });
                }
                if let Kind::Ragged(ragged) = &mut self.kind {
                    ragged.add(parts, first)?;
                }
            }
            Component::Sparse(parts) => {
                let new = !matches!(self.kind, Kind::Sparse(_));
                if new {
                    self.kind = Kind::Sparse(Sparse {
                        indices: Vec::new(),
                        indices_shape: [0, 0],
                        values: Dense::new(parts.values.dtype()),
                        dense_shape: Vec::new(),
                        rank: 0,
                    });
                }
                let row = self.rows;
                if let Kind::Sparse(sparse) = &mut self.kind {
                    sparse.add(parts, row)?;
                }
            }
            Component::Optional(inside) => {
                if !matches!(self.kind, Kind::Optionals(_)) {
                    self.kind = Kind::Optionals(Vec::new());
                }
                if let Kind::Optionals(rows) = &mut self.kind {
                    if first {
                        rows.clear();
                    }
                    let inside = inside.as_ref().map(|inside| inside.iter().map(Owned::of).collect());
                    rows.push(inside.transpose()?);
                }
            }
            Component::Optionals(_) | Component::Dataset(_) => return Err(not_native().into()),
        }
        self.rows += 1;
        Ok(())
    }

    /// Adds rows that are stacked already.
    pub(super) fn extend(&mut self, rows: &Component<'_>, count: usize) -> Result<(), Problem> {
        let first = self.rows == 0;
        let row_shape = rows.shape().get(1..).unwrap_or_default();
        self.dense(rows).add(rows, row_shape, count, first)?;
        self.rows += count;
        Ok(())
    }

    fn dense(&mut self, component: &Component<'_>) -> &mut Dense {
        if !matches!(self.kind, Kind::Dense(_)) {
            self.kind = Kind::Dense(Dense::new(component.dtype()));
        }
        match &mut self.kind {
            Kind::Dense(dense) => dense,
            _ => unreachable!("it was just made so"),
        }
    }

    /// What is lent of it.
    pub(super) fn component(&self) -> Component<'_> {
        match &self.kind {
            Kind::New => Component::Plain { dtype: DType::U8, shape: &[0], bytes: &[] },
            Kind::Dense(dense) => dense.component(),
            Kind::Ragged(ragged) => Component::Ragged(Box::new(RaggedParts {
                row_splits: ragged
                    .splits
                    .iter()
                    .zip(&ragged.lens)
                    .map(|(splits, len)| integers(splits, std::slice::from_ref(len)))
                    .collect(),
                values: ragged.values.component(),
            })),
            Kind::Sparse(sparse) => Component::Sparse(Box::new(SparseParts {
                indices: integers(&sparse.indices, &sparse.indices_shape),
                values: sparse.values.component(),
                dense_shape: integers(&sparse.dense_shape, std::slice::from_ref(&sparse.rank)),
            })),
            Kind::Optionals(rows) => {
                Component::Optionals(rows.iter().map(|row| row.as_deref().map(components)).collect())
            }
        }
    }
}

fn integers<'a>(items: &'a [i64], shape: &'a [usize]) -> Component<'a> {
    Component::Plain { dtype: DType::I64, shape, bytes: bytemuck::cast_slice(items) }
}

impl Dense {
    fn new(dtype: DType) -> Self {
        Self { dtype, shape: Vec::new(), bytes: Vec::new(), strings: Packed::default() }
    }

    /// Adds rows of this shape; the first ones take the place of what was there.
    fn add(
        &mut self,
        component: &Component<'_>,
        row_shape: &[usize],
        rows: usize,
        first: bool,
    ) -> Result<(), Problem> {
        if first {
            self.dtype = component.dtype();
            self.shape.clear();
            self.shape.push(0);
            self.shape.extend_from_slice(row_shape);
            self.bytes.clear();
            self.strings.clear();
        } else if self.shape.get(1..) != Some(row_shape) {
            let before = self.shape.get(1..).unwrap_or_default().to_vec();
            return Err(Problem::Unequal((before, row_shape.to_vec())));
        }
        match component {
            Component::Plain { bytes, .. } => self.bytes.extend_from_slice(bytes),
            Component::Strings { strings, .. } => self.strings.extend(*strings),
            _ => return Err(not_native().into()),
        }
        if let Some(all) = self.shape.first_mut() {
            *all += rows;
        }
        Ok(())
    }

    fn component(&self) -> Component<'_> {
        match self.dtype {
            DType::String => Component::Strings { shape: &self.shape, strings: &self.strings },
            dtype => Component::Plain { dtype, shape: &self.shape, bytes: &self.bytes },
        }
    }
}

impl Ragged {
    fn add(&mut self, parts: &RaggedParts<'_>, first: bool) -> Result<(), Problem> {
        let levels = parts.row_splits.len() + 1;
        if first {
            self.splits.resize_with(levels, Vec::new);
            for splits in &mut self.splits {
                splits.clear();
                splits.push(0);
            }
        } else if self.splits.len() != levels {
            return Err(Problem::Unequal((vec![self.splits.len() - 1], vec![levels - 1])));
        }
        let value_shape = parts.values.shape();
        let Some((&value_rows, row_shape)) = value_shape.split_first() else {
            return Err(malformed().into());
        };
        let rows = match parts.row_splits.first() {
            Some(splits) => {
                splits.shape().first().and_then(|len| len.checked_sub(1)).ok_or_else(malformed)?
            }
            None => value_rows,
        };
        let mut inner = self.splits.iter_mut();
        if let Some(outer) = inner.next() {
            let last = outer.last().copied().unwrap_or(0);
            outer.push(last + rows.cast_signed() as i64);
        }
        for (all, splits) in inner.zip(&parts.row_splits) {
            let before = all.last().copied().unwrap_or(0);
            let mut splits = items_i64(splits)?;
            if splits.next() != Some(0) {
                return Err(malformed().into());
            }
            for split in splits {
                all.push(before.checked_add(split).ok_or_else(malformed)?);
            }
        }
        self.lens.clear();
        self.lens.extend(self.splits.iter().map(Vec::len));
        self.values.add(&parts.values, row_shape, value_rows, first)
    }
}

impl Sparse {
    fn add(&mut self, parts: &SparseParts<'_>, row: usize) -> Result<(), Problem> {
        let shape: Vec<i64> = items_i64(&parts.dense_shape)?.collect();
        if row == 0 {
            self.indices.clear();
            self.dense_shape.clear();
            self.dense_shape.resize(shape.len() + 1, 0);
            self.rank = self.dense_shape.len();
        } else if self.dense_shape.len() != shape.len() + 1 {
            return Err(Problem::Unequal((vec![self.dense_shape.len() - 1], vec![shape.len()])));
        }
        let row_number = row as i64;
        for (all, dim) in
            self.dense_shape.iter_mut().zip(std::iter::once(row_number + 1).chain(shape.iter().copied()))
        {
            *all = dim.max(*all);
        }
        let values = parts.values.shape().first().copied().unwrap_or(0);
        if parts.indices.shape() != [values, shape.len()] {
            return Err(malformed().into());
        }
        let mut indices = items_i64(&parts.indices)?;
        for _ in 0..values {
            self.indices.push(row_number);
            self.indices.extend(indices.by_ref().take(shape.len()));
        }
        self.values.add(&parts.values, &[], values, row == 0)?;
        self.indices_shape = [self.values.shape.first().copied().unwrap_or(0), self.rank];
        Ok(())
    }
}

/// The integers of a component, of either width.
fn items_i64<'a>(component: &Component<'a>) -> Result<Box<dyn Iterator<Item = i64> + 'a>> {
    match component {
        Component::Plain { dtype: DType::I64, bytes, .. } => {
            Ok(Box::new(bytes.chunks_exact(8).map(bytemuck::pod_read_unaligned::<i64>)))
        }
        Component::Plain { dtype: DType::I32, bytes, .. } => {
            Ok(Box::new(bytes.chunks_exact(4).map(|item| bytemuck::pod_read_unaligned::<i32>(item).into())))
        }
        _ => Err(malformed()),
    }
}

fn malformed() -> Error {
    Error::Argument {
        method: "batch".into(),
        reason: "the parts of a ragged or sparse component don't fit together".into(),
    }
}
