use ndarray::{Array1, ArrayD, ArrayViewD, Axis, IxDyn, Slice};
use tfdata_spec::{DType, ItemWant, Want};

use super::array::tensor_of;
use super::{ColumnOf, Concat, Element, Item, Rows, Stack, Unbatch};
use crate::column::{Column, Lent, array_of};
use crate::component::Component;
use crate::error::{Error, Result};
use crate::graph;
use crate::memory::Branch;
use crate::row::{Leaf, Row};
use crate::tensor::Components;

/// A tensor whose rows differ in length: `tf.RaggedTensor`.
///
/// The items of all rows stand one after the other in [`values`](Self::values); each level of
/// [`row_splits`](Self::row_splits) says where rows begin and end, the outermost level first. Row `i` of a level
/// is what stands from `splits[i]` up to `splits[i + 1]` in the next level, or in the values. Splits of int32
/// are widened.
///
/// One element of ragged rank `k` has `k` levels. Stacking elements, or batching them in the pipeline, adds one
/// in front; so a column of vectors of unequal length (ragged rank 0, or a dense `[?]`) becomes a `Ragged` of one
/// level.
///
/// ```
/// use ndarray::arr1;
/// use tfdata::Ragged;
///
/// let words = Ragged::new(arr1(&[1, 2, 3]).into_dyn(), vec![arr1(&[0, 2, 2, 3])])?;
/// assert_eq!(words.len(), 3);
/// assert_eq!(words.row(0).values(), &arr1(&[1, 2]).into_dyn());
/// assert_eq!(words.row(1).len(), 0);
/// # Ok::<(), tfdata::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Ragged<T> {
    values: ArrayD<T>,
    row_splits: Vec<Array1<i64>>,
}

impl<T> Ragged<T> {
    /// A ragged tensor of these values and row splits, the outermost first. `tf.RaggedTensor.from_nested_row_splits`.
    ///
    /// # Errors
    /// [`Error::Argument`] if a level does not begin with 0, decreases, or does not end where the next level, or
    /// the values, end.
    pub fn new(values: ArrayD<T>, row_splits: Vec<Array1<i64>>) -> Result<Self> {
        let invalid = |reason: String| Error::Argument { method: "Ragged::new".into(), reason };
        let Some(rows) = values.shape().first() else {
            return Err(invalid("the values are a scalar, which has no rows".into()));
        };
        for (level, splits) in row_splits.iter().enumerate() {
            let next = row_splits.get(level + 1).map_or(*rows, |next| next.len().saturating_sub(1));
            if splits.first() != Some(&0) {
                return Err(invalid(format!("the row splits of level {level} do not begin with 0")));
            }
            if splits.iter().zip(splits.iter().skip(1)).any(|(start, end)| start > end) {
                return Err(invalid(format!("the row splits of level {level} decrease")));
            }
            if splits.last().and_then(|last| usize::try_from(*last).ok()) != Some(next) {
                return Err(invalid(format!("the row splits of level {level} do not end at {next}")));
            }
        }
        Ok(Self { values, row_splits })
    }

    /// The items of all rows: `flat_values`. They have more than one axis where the innermost rows are of a fixed
    /// shape.
    pub fn values(&self) -> &ArrayD<T> {
        &self.values
    }

    /// Where rows begin and end, level by level: `nested_row_splits`.
    pub fn row_splits(&self) -> &[Array1<i64>] {
        &self.row_splits
    }

    /// The values and the row splits.
    pub fn into_parts(self) -> (ArrayD<T>, Vec<Array1<i64>>) {
        (self.values, self.row_splits)
    }

    /// The number of levels: `ragged_rank`.
    pub fn ragged_rank(&self) -> usize {
        self.row_splits.len()
    }

    /// The number of rows of the outermost level; of the values, where there is no level.
    pub fn len(&self) -> usize {
        match self.row_splits.first() {
            Some(splits) => splits.len().saturating_sub(1),
            None => self.values.len_of(Axis(0)),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values of row `index`, where there is one level, without a copy.
    ///
    /// # Panics
    /// If `index` is not less than the length, as indexing a slice does.
    pub fn row_view(&self, index: usize) -> ArrayViewD<'_, T> {
        let (start, end) = (self.values_before(index), self.values_before(index + 1));
        self.values.slice_axis(Axis(0), Slice::from(start..end))
    }

    /// How many values stand before row `index`.
    fn values_before(&self, index: usize) -> usize {
        self.row_splits.iter().fold(index, |at, splits| splits[at] as usize)
    }
}

impl<T: Clone> Ragged<T> {
    /// Row `index`, copied: one level fewer.
    ///
    /// # Panics
    /// If `index` is not less than the length, as indexing a slice does.
    pub fn row(&self, index: usize) -> Self {
        let mut range = (index, index + 1);
        let mut row_splits = Vec::with_capacity(self.row_splits.len());
        for (level, splits) in self.row_splits.iter().enumerate() {
            if level > 0 {
                let first = splits[range.0];
                row_splits.push(
                    splits
                        .iter()
                        .skip(range.0)
                        .take(range.1 - range.0 + 1)
                        .map(|split| split - first)
                        .collect(),
                );
            }
            range = (splits[range.0] as usize, splits[range.1] as usize);
        }
        Self { values: self.values.slice_axis(Axis(0), Slice::from(range.0..range.1)).to_owned(), row_splits }
    }

    /// The rows, copied.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Self> + '_ {
        (0..self.len()).map(|index| self.row(index))
    }
}

impl<T: Item> Element for Ragged<T> {
    const SPEC: Want = Want::Ragged(ItemWant { dtype: T::DTYPE, rust: "Ragged" });
    type Tensors = graph::Ragged<T>;

    fn read(row: &mut Row<'_>) -> Result<Self> {
        let leaf = row.next_ragged()?;
        let (values, row_splits) = tensors(&leaf)?;
        let mut items = Vec::new();
        T::append(&leaf.part(values), &mut items)?;
        let row_splits = row_splits.into_iter().map(Array1::from).collect();
        Self::new(array_of(values.shape(), items)?, row_splits)
    }

    fn into_components(self, out: &mut Components) -> Result<()> {
        out.push_part(Branch::ragged(tensor_of(self.values), self.row_splits));
        Ok(())
    }
}

/// The values, and the row splits.
fn tensors<'a>(leaf: &Leaf<'a>) -> Result<(&'a Component<'a>, Vec<Vec<i64>>)> {
    let (values, splits): (_, &[Component<'_>]) = match leaf.component {
        Component::Ragged(parts) => (&parts.values, &parts.row_splits),
        dense => (dense, &[]),
    };
    Ok((values, splits.iter().map(|splits| integers(&leaf.part(splits))).collect::<Result<_>>()?))
}

/// Integers of either width.
pub(super) fn integers(leaf: &Leaf<'_>) -> Result<Vec<i64>> {
    if leaf.component.dtype() == DType::I32 {
        let mut narrow: Vec<i32> = Vec::new();
        i32::append(leaf, &mut narrow)?;
        return Ok(narrow.into_iter().map(i64::from).collect());
    }
    let mut integers = Vec::new();
    i64::append(leaf, &mut integers)?;
    Ok(integers)
}

impl<T: Item> Stack for Ragged<T> {
    type Batch = Self;

    fn push_to(self, column: &mut ColumnOf<Self>) -> Result<()> {
        let shape = self.values.shape().to_vec();
        let splits = self.row_splits.into_iter().map(|splits| splits.to_vec()).collect();
        column.add((shape, self.values.into_iter().collect()), splits, true, || ("Ragged".into(), 0))
    }

    fn get(batch: &Self, index: usize) -> Self {
        batch.row(index)
    }
}

impl<T: Item> Unbatch for Ragged<T> {
    type Row = Self;
}

impl<T: Item> Concat for Ragged<T> {
    type Column = RaggedColumn<T>;

    fn len(&self) -> usize {
        Self::len(self)
    }

    fn pick(&self, rows: Rows<'_>) -> Self {
        let indices: Vec<usize> = match rows {
            Rows::Range(range) => range.collect(),
            Rows::Indices(indices) => indices.to_vec(),
        };
        let mut column = RaggedColumn::with_capacity(indices.len());
        column.row_shape = Some(self.values.shape().get(1..).unwrap_or_default().to_vec());
        column.row_splits = self.row_splits.iter().map(|_| vec![0]).collect();
        for index in indices {
            // Rows of one tensor agree in shape and number of levels, which is all that can fail.
            let _ = self.row(index).push_to(&mut column);
        }
        column.finish().unwrap_or_else(|_| self.clone())
    }

    fn append(&mut self, other: Self) -> Result<()> {
        let mut column = RaggedColumn::with_capacity(0);
        for part in [
            std::mem::replace(self, Self { values: ArrayD::default(IxDyn(&[0])), row_splits: Vec::new() }),
            other,
        ] {
            let shape = part.values.shape().to_vec();
            let splits = part.row_splits.into_iter().map(|splits| splits.to_vec()).collect();
            column.add((shape, part.values.into_iter().collect()), splits, false, || ("Ragged".into(), 0))?;
        }
        *self = column.finish()?;
        Ok(())
    }
}

/// The column of a ragged tensor.
pub struct RaggedColumn<T> {
    items: Vec<T>,
    /// The shape of one value, known from the first row on.
    row_shape: Option<Vec<usize>>,
    value_rows: usize,
    /// One for each level, the outermost first.
    row_splits: Vec<Vec<i64>>,
    /// How many rows are expected.
    capacity: usize,
    lent: Lent,
}

impl<T: Item> Column for RaggedColumn<T> {
    type Batch = Ragged<T>;

    fn with_capacity(rows: usize) -> Self {
        let (items, row_splits, lent) = (Vec::new(), Vec::new(), Lent::default());
        Self { items, row_shape: None, value_rows: 0, row_splits, capacity: rows, lent }
    }

    fn push(&mut self, row: &mut Row<'_>) -> Result<()> {
        let leaf = row.next_ragged()?;
        let (values, splits) = tensors(&leaf)?;
        self.lent.take_back(&mut self.items, None);
        self.begin(values.shape(), splits, true, || (leaf.path.to_owned(), leaf.element))?;
        T::append(&leaf.part(values), &mut self.items)
    }

    fn extend(&mut self, rows: &mut Row<'_>) -> Result<()> {
        let leaf = rows.next_ragged()?;
        let (values, mut splits) = tensors(&leaf)?;
        let mut shape = values.shape().to_vec();
        if splits.is_empty() && shape.len() > 1 {
            // A dense batch: rows of equal length.
            let (rows, length) = (shape[0], shape[1]);
            splits.push((0..=rows).map(|row| (row * length) as i64).collect());
            shape.splice(..2, [rows * length]);
        }
        let got = leaf.component.rows().unwrap_or_default();
        if got != rows.rows() {
            return Err(Error::Rows {
                path: leaf.path.to_owned(),
                element: leaf.element,
                expected: rows.rows(),
                got,
            });
        }
        self.lent.take_back(&mut self.items, None);
        let before = self.value_rows;
        self.begin(&shape, splits, false, || (leaf.path.to_owned(), leaf.element))?;
        let rows = std::mem::take(&mut self.capacity);
        if rows > got && got > 0 {
            // As many values as the first rows let expect; if there is no room for them, it goes on without.
            let items = shape.iter().try_fold(rows / got + 1, |items, dim| items.checked_mul(*dim));
            let _ = self.items.try_reserve(items.unwrap_or(0));
            crate::column::large(self.items.spare_capacity_mut());
        }
        // Unless the engine added them itself.
        if self.items.len() <= before * self.row_shape.iter().flatten().product::<usize>() {
            T::append(&leaf.part(values), &mut self.items)?;
        }
        self.lent.lend(leaf.loan(T::DTYPE), &mut self.items, None);
        Ok(())
    }

    fn finish(mut self) -> Result<Ragged<T>> {
        self.lent.take_back(&mut self.items, None);
        let mut shape = vec![self.value_rows];
        shape.extend(self.row_shape.unwrap_or_default());
        if self.items.capacity() / 8 > self.items.len() / 7 {
            self.items.shrink_to_fit();
        }
        if self.row_splits.is_empty() {
            self.row_splits.push(vec![0]);
        }
        Ragged::new(array_of(&shape, self.items)?, self.row_splits.into_iter().map(Array1::from).collect())
    }
}

impl<T: Item> RaggedColumn<T> {
    /// Adds one row (`single`), or all the rows of a batch.
    fn add(
        &mut self,
        (shape, items): (Vec<usize>, Vec<T>),
        splits: Vec<Vec<i64>>,
        single: bool,
        at: impl Fn() -> (String, u64),
    ) -> Result<()> {
        self.begin(&shape, splits, single, at)?;
        self.items.extend(items);
        Ok(())
    }

    /// The same but for the items, which the caller adds.
    fn begin(
        &mut self,
        shape: &[usize],
        splits: Vec<Vec<i64>>,
        single: bool,
        at: impl Fn() -> (String, u64),
    ) -> Result<()> {
        let unequal = |first: &[usize], got: &[usize]| {
            let (path, element) = at();
            Error::Unequal { path, element, first: first.to_vec(), got: got.to_vec() }
        };
        let Some((rows, row_shape)) = shape.split_first() else { return Err(unequal(&[0], shape)) };
        let first = self.row_shape.get_or_insert_with(|| row_shape.to_vec());
        if first != row_shape {
            return Err(unequal(first, row_shape));
        }
        let levels = splits.len() + usize::from(single);
        if self.row_splits.is_empty() {
            self.row_splits = vec![vec![0]; levels];
        } else if self.row_splits.len() != levels {
            return Err(unequal(&[self.row_splits.len()], &[levels]));
        }
        let (outer, inner) = self.row_splits.split_at_mut(usize::from(single));
        if let [outer] = outer {
            let rows = splits.first().map_or(*rows, |splits| splits.len().saturating_sub(1));
            outer.push(outer.last().copied().unwrap_or_default() + rows as i64);
        }
        for (all, new) in inner.iter_mut().zip(&splits) {
            let before = all.last().copied().unwrap_or_default();
            all.extend(new.iter().skip(1).map(|split| before + split));
        }
        self.value_rows += rows;
        Ok(())
    }
}
