use std::collections::BTreeMap;

use tfdata_spec::{ElementSpec, Want};

use super::{ColumnOf, Concat, Element, Rows, Stack, Unbatch};
use crate::column::Column;
use crate::dataset::in_memory;
use crate::error::{Error, Result};
use crate::graph;
use crate::memory::Branch;
use crate::row::Row;
use crate::tensor::Components;

/// A dict whose keys are known only when it is opened, and whose members are alike.
impl<F: Element> Element for BTreeMap<String, F> {
    const SPEC: Want = Want::Map(&F::SPEC);
    type Tensors = graph::Untyped;

    fn read(row: &mut Row<'_>) -> Result<Self> {
        row.next_keys()?.iter().map(|key| Ok((key.clone(), F::read(row)?))).collect()
    }

    fn into_components(self, out: &mut Components) -> Result<()> {
        let mut features = Vec::new();
        let mut components = Vec::new();
        for (key, member) in self {
            let part = in_memory(member)?;
            features.push((key, part.spec));
            components.extend(part.components);
        }
        out.push_part(Branch { spec: ElementSpec::Dict(features), components });
        Ok(())
    }
}

impl<F: Stack> Stack for BTreeMap<String, F> {
    type Batch = BTreeMap<String, F::Batch>;

    fn push_to(self, column: &mut ColumnOf<Self>) -> Result<()> {
        column.same_keys(self.keys())?;
        for (key, member) in self {
            if let Some(column) = column.members.get_mut(&key) {
                member.push_to(column)?;
            }
        }
        Ok(())
    }

    fn get(batch: &Self::Batch, index: usize) -> Self {
        batch.iter().map(|(key, member)| (key.clone(), F::get(member, index))).collect()
    }
}

impl<F: Unbatch> Unbatch for BTreeMap<String, F> {
    type Row = BTreeMap<String, F::Row>;
}

impl<F: Concat> Concat for BTreeMap<String, F> {
    type Column = MapColumn<F::Column>;

    fn len(&self) -> usize {
        self.values().next().map_or(0, F::len)
    }

    fn pick(&self, rows: Rows<'_>) -> Self {
        self.iter().map(|(key, member)| (key.clone(), member.pick(rows.clone()))).collect()
    }

    fn append(&mut self, other: Self) -> Result<()> {
        if !self.keys().eq(other.keys()) {
            return Err(other_keys());
        }
        self.values_mut().zip(other.into_values()).try_for_each(|(member, other)| member.append(other))
    }
}

/// The column of a map.
pub struct MapColumn<C> {
    members: BTreeMap<String, C>,
    capacity: usize,
}

impl<C: Column> MapColumn<C> {
    /// The first row settles the keys.
    fn same_keys<'k>(&mut self, keys: impl Iterator<Item = &'k String> + Clone) -> Result<()> {
        if self.members.is_empty() {
            self.members = keys.map(|key| (key.clone(), C::with_capacity(self.capacity))).collect();
            return Ok(());
        }
        if self.members.keys().eq(keys) { Ok(()) } else { Err(other_keys()) }
    }
}

fn other_keys() -> Error {
    Error::Argument { method: "BTreeMap".into(), reason: "the maps differ in their keys".into() }
}

impl<C: Column> Column for MapColumn<C> {
    type Batch = BTreeMap<String, C::Batch>;

    fn with_capacity(rows: usize) -> Self {
        Self { members: BTreeMap::new(), capacity: rows }
    }

    fn push(&mut self, row: &mut Row<'_>) -> Result<()> {
        self.same_keys(row.next_keys()?.iter())?;
        self.members.values_mut().try_for_each(|member| member.push(row))
    }

    fn extend(&mut self, rows: &mut Row<'_>) -> Result<()> {
        self.same_keys(rows.next_keys()?.iter())?;
        self.members.values_mut().try_for_each(|member| member.extend(rows))
    }

    fn finish(self) -> Result<Self::Batch> {
        self.members.into_iter().map(|(key, member)| Ok((key, member.finish()?))).collect()
    }
}
