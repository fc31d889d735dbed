use std::ops::Deref;

use tfdata_spec::{ElementSpec, Want};

use super::{ColumnOf, Concat, Element, Rows, Stack, Unbatch};
use crate::column::Column;
use crate::dataset::{in_memory, of_type};
use crate::error::{Error, Result};
use crate::graph;
use crate::memory::Branch;
use crate::row::{Optional, Row};
use crate::tensor::Components;

impl<F: Element> Element for Option<F> {
    const SPEC: Want = Want::Optional(&F::SPEC);
    type Tensors = graph::Untyped;

    fn read(row: &mut Row<'_>) -> Result<Self> {
        match row.next_optional()? {
            Optional::Absent => Ok(None),
            Optional::Here => F::read(row).map(Some),
            Optional::Inside(mut row) => F::read(&mut row).map(Some),
            Optional::Rows(_) => Err(batched()),
        }
    }

    fn into_components(self, out: &mut Components) -> Result<()> {
        out.push_part(branch(self)?);
        Ok(())
    }
}

fn branch<F: Element>(optional: Option<F>) -> Result<Branch> {
    Ok(Branch::optional(optional.map(in_memory).transpose()?, of_type::<F>))
}

/// Many `Option<F>`, one a row: what elements with an optional field are stacked into. It is a slice of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Optionals<F>(Vec<Option<F>>);

impl<F> Deref for Optionals<F> {
    type Target = [Option<F>];

    fn deref(&self) -> &[Option<F>] {
        &self.0
    }
}

impl<F> From<Vec<Option<F>>> for Optionals<F> {
    fn from(rows: Vec<Option<F>>) -> Self {
        Self(rows)
    }
}

impl<F> IntoIterator for Optionals<F> {
    type Item = Option<F>;
    type IntoIter = std::vec::IntoIter<Option<F>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<F: Stack + Clone> Stack for Option<F> {
    type Batch = Optionals<F>;

    fn push_to(self, column: &mut ColumnOf<Self>) -> Result<()> {
        column.0.push(self);
        Ok(())
    }

    fn get(batch: &Self::Batch, index: usize) -> Self {
        batch[index].clone()
    }
}

impl<F: Stack + Clone> Element for Optionals<F> {
    const SPEC: Want = Want::Batched(&Want::Optional(&F::SPEC));
    type Tensors = graph::Untyped;

    fn read(row: &mut Row<'_>) -> Result<Self> {
        let mut column = OptionalColumn(Vec::new());
        column.extend(row)?;
        column.finish()
    }

    fn into_components(self, out: &mut Components) -> Result<()> {
        let rows = self.0.into_iter().map(branch).collect::<Result<_>>()?;
        out.push_part(Branch::rows(rows, || ElementSpec::Optional(Box::new(of_type::<F>())))?);
        Ok(())
    }
}

impl<F: Stack + Clone> Unbatch for Optionals<F> {
    type Row = Option<F>;
}

impl<F: Stack + Clone> Concat for Optionals<F> {
    type Column = OptionalColumn<F>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn pick(&self, rows: Rows<'_>) -> Self {
        Self(match rows {
            Rows::Range(range) => self.0[range].to_vec(),
            Rows::Indices(indices) => indices.iter().map(|index| self.0[*index].clone()).collect(),
        })
    }

    fn append(&mut self, other: Self) -> Result<()> {
        self.0.extend(other.0);
        Ok(())
    }
}

/// The column of an optional field.
pub struct OptionalColumn<F>(Vec<Option<F>>);

impl<F: Stack> Column for OptionalColumn<F> {
    type Batch = Optionals<F>;

    fn with_capacity(rows: usize) -> Self {
        Self(Vec::with_capacity(rows.min(1 << 20)))
    }

    fn push(&mut self, row: &mut Row<'_>) -> Result<()> {
        self.0.push(Option::read(row)?);
        Ok(())
    }

    fn extend(&mut self, rows: &mut Row<'_>) -> Result<()> {
        match rows.next_optional()? {
            Optional::Absent => {
                self.0.extend((0..rows.rows()).map(|_| None));
                Ok(())
            }
            Optional::Here => {
                let mut column = ColumnOf::<F>::with_capacity(rows.rows());
                column.extend(rows)?;
                let batch = column.finish()?;
                self.0.extend((0..rows.rows()).map(|row| Some(F::get(&batch, row))));
                Ok(())
            }
            Optional::Inside(_) => Err(not_batched()),
            Optional::Rows(rows) => {
                for row in rows {
                    self.0.push(row.map(|mut row| F::read(&mut row)).transpose()?);
                }
                Ok(())
            }
        }
    }

    fn finish(self) -> Result<Optionals<F>> {
        Ok(Optionals(self.0))
    }
}

/// A single optional was read as a batch of them; what the dataset declares does not tell the two apart.
pub(crate) fn not_batched() -> Error {
    let reason =
        "the dataset has one optional for each element here, and no batch of them: `batch(n)` it first";
    Error::Argument { method: "concat()".into(), reason: reason.into() }
}

/// A batch of optionals was read as a single one.
fn batched() -> Error {
    let reason = "the dataset has a batch of optionals for each element here: read it as the batch type";
    Error::Argument { method: "iter()".into(), reason: reason.into() }
}
