use ndarray::Array1;
use tfdata_spec::{ElementSpec, Want};

use super::{ColumnOf, Concat, Element, Rows, Stack, Unbatch};
use crate::column::Column;
use crate::dataset::{in_memory, of_type};
use crate::error::{Error, Result};
use crate::graph;
use crate::memory::{self, Branch};
use crate::row::Row;
use crate::tensor::Components;

/// The elements of a nested dataset, for instance one that `window` made.
impl<E: Element> Element for Vec<E> {
    const SPEC: Want = Want::Dataset(&E::SPEC);
    type Tensors = graph::Untyped;

    fn read(row: &mut Row<'_>) -> Result<Self> {
        row.next_dataset()?.map(|mut row| E::read(&mut row)).collect()
    }

    fn into_components(self, out: &mut Components) -> Result<()> {
        let elements = self.into_iter().map(in_memory).collect::<Result<_>>()?;
        out.push_part(Branch::dataset(elements, of_type::<E>)?);
        Ok(())
    }
}

/// Many nested datasets, one a row, their elements stacked one after the other: what elements with a `Vec<E>` are
/// stacked into.
///
/// Row `i` is `elements[row_splits[i]..row_splits[i + 1]]`, as in a [`Ragged`](super::Ragged) tensor.
#[derive(Clone, Debug, PartialEq)]
pub struct Nested<B> {
    elements: B,
    row_splits: Array1<i64>,
}

impl<B> Nested<B> {
    /// The elements of all rows.
    pub fn elements(&self) -> &B {
        &self.elements
    }

    /// Where each row begins and ends.
    pub fn row_splits(&self) -> &Array1<i64> {
        &self.row_splits
    }

    /// The elements and the row splits.
    pub fn into_parts(self) -> (B, Array1<i64>) {
        (self.elements, self.row_splits)
    }

    fn range(&self, index: usize) -> std::ops::Range<usize> {
        self.row_splits[index] as usize..self.row_splits[index + 1] as usize
    }
}

impl<E: Stack> Stack for Vec<E> {
    type Batch = Nested<E::Batch>;

    fn push_to(self, column: &mut ColumnOf<Self>) -> Result<()> {
        let rows = self.len();
        self.into_iter().try_for_each(|element| element.push_to(&mut column.elements))?;
        column.end_row(rows);
        Ok(())
    }

    fn get(batch: &Self::Batch, index: usize) -> Self {
        batch.range(index).map(|index| E::get(&batch.elements, index)).collect()
    }
}

impl<B: Concat> Element for Nested<B> {
    const SPEC: Want = Want::Batched(&Want::Dataset(&B::SPEC));
    type Tensors = graph::Untyped;

    fn read(row: &mut Row<'_>) -> Result<Self> {
        let mut column = NestedColumn::<B::Column>::with_capacity(0);
        column.extend(row)?;
        column.finish()
    }

    fn into_components(self, out: &mut Components) -> Result<()> {
        let rows = (0..self.len())
            .map(|row| Branch::slices(in_memory(self.elements.pick(Rows::Range(self.range(row))))?));
        let empty = || {
            let batch = of_type::<B>();
            ElementSpec::Dataset(Box::new(memory::rows_of(&batch).unwrap_or(batch)))
        };
        out.push_part(Branch::rows(rows.collect::<Result<_>>()?, empty)?);
        Ok(())
    }
}

impl<B: Unbatch> Unbatch for Nested<B> {
    type Row = Vec<B::Row>;
}

impl<B: Concat> Concat for Nested<B> {
    type Column = NestedColumn<B::Column>;

    fn len(&self) -> usize {
        self.row_splits.len().saturating_sub(1)
    }

    fn pick(&self, rows: Rows<'_>) -> Self {
        let indices: Vec<usize> = match rows {
            Rows::Range(range) => range.collect(),
            Rows::Indices(indices) => indices.to_vec(),
        };
        let elements: Vec<usize> = indices.iter().flat_map(|index| self.range(*index)).collect();
        let mut row_splits = vec![0];
        for index in indices {
            row_splits.push(row_splits.last().copied().unwrap_or(0) + self.range(index).len() as i64);
        }
        Self { elements: self.elements.pick(Rows::Indices(&elements)), row_splits: row_splits.into() }
    }

    fn append(&mut self, other: Self) -> Result<()> {
        self.elements.append(other.elements)?;
        let before = self.row_splits.last().copied().unwrap_or(0);
        let after = other.row_splits.iter().skip(1).map(|split| before + split);
        self.row_splits = self.row_splits.iter().copied().chain(after).collect();
        Ok(())
    }
}

/// The column of a nested dataset.
pub struct NestedColumn<C> {
    elements: C,
    row_splits: Vec<i64>,
}

impl<C> NestedColumn<C> {
    fn end_row(&mut self, rows: usize) {
        self.row_splits.push(self.row_splits.last().copied().unwrap_or(0) + rows as i64);
    }
}

impl<C: Column> Column for NestedColumn<C> {
    type Batch = Nested<C::Batch>;

    fn with_capacity(_: usize) -> Self {
        Self { elements: C::with_capacity(0), row_splits: vec![0] }
    }

    fn push(&mut self, row: &mut Row<'_>) -> Result<()> {
        let elements = row.next_dataset()?;
        let rows = elements.len();
        for mut element in elements {
            self.elements.push(&mut element)?;
        }
        self.end_row(rows);
        Ok(())
    }

    fn extend(&mut self, rows: &mut Row<'_>) -> Result<()> {
        if rows.rows() == 0 {
            return rows.next_dataset().map(drop);
        }
        Err(Error::Argument {
            method: "concat()".into(),
            reason: "a batch of nested datasets has nothing to be joined along".into(),
        })
    }

    fn finish(self) -> Result<Nested<C::Batch>> {
        Ok(Nested { elements: self.elements.finish()?, row_splits: self.row_splits.into() })
    }
}
