use tfdata_spec::DType;

use super::column::{Column, Items, Kind};
use super::strings::Lent;
use crate::component::{Component, RaggedParts, SparseParts};

/// What is lent of a column: its shape and its splits, in memory that is used again.
#[derive(Default)]
pub(super) struct View {
    row: usize,
    rows: usize,
    form: Form,
    /// Of the values.
    shape: Vec<usize>,
    /// Row splits, the outermost first, and how many each level has.
    splits: Vec<Vec<i64>>,
    lens: Vec<usize>,
    /// Of a sparse tensor.
    indices: Vec<i64>,
    indices_shape: [usize; 2],
    dense_shape: Vec<i64>,
    rank: usize,
}

#[derive(Default, PartialEq)]
enum Form {
    #[default]
    Dense,
    Ragged,
    Sparse,
    /// An optional that is nothing.
    Nothing,
}

impl View {
    /// Chooses one row.
    pub(super) fn one(&mut self, column: &Column, row: usize) {
        (self.row, self.rows) = (row, 1);
        self.shape.clear();
        if let Some(present) = &column.present
            && !present.get(row).copied().unwrap_or(false)
        {
            self.form = Form::Nothing;
            return;
        }
        let values = column.start(row + 1).saturating_sub(column.start(row)) / column.width().max(1);
        if let Some((rank, shapes)) = &column.shapes {
            self.shape.extend_from_slice(shapes.get(row * rank..(row + 1) * rank).unwrap_or_default());
            self.form = Form::Dense;
            return;
        }
        if !column.levels.is_empty() {
            self.shape.push(values);
        }
        self.shape.extend_from_slice(&column.shape);
        self.form = match column.kind {
            Kind::Dense => Form::Dense,
            Kind::Ragged => {
                let from = (column.before(0, row), column.before(0, row + 1));
                self.splits(column, 1, from);
                Form::Ragged
            }
            Kind::Sparse => {
                self.sparse(column, row, values);
                Form::Sparse
            }
        };
    }

    /// Chooses several rows, along a new axis; `false` if they can't be lent so: rows of different lengths only as a
    /// ragged tensor.
    pub(super) fn many(&mut self, column: &Column, row: usize, rows: usize, ragged: bool) -> bool {
        (self.row, self.rows) = (row, rows);
        self.shape.clear();
        if column.present.is_some() || column.kind == Kind::Sparse {
            return false;
        }
        self.form = Form::Dense;
        if let Some((rank, shapes)) = &column.shapes {
            let mut all =
                shapes.get(row * rank..(row + rows) * rank).unwrap_or_default().chunks_exact((*rank).max(1));
            let first = all.next().unwrap_or_default();
            self.shape.push(rows);
            self.shape.extend_from_slice(first);
            return all.all(|shape| shape == first);
        }
        if column.kind == Kind::Ragged || !column.levels.is_empty() && !self.uniform(column) {
            if !ragged {
                return false;
            }
            self.form = Form::Ragged;
            let values = column.start(row + rows).saturating_sub(column.start(row)) / column.width().max(1);
            self.shape.clear();
            self.shape.push(values);
            self.splits(column, 0, (row, row + rows));
        } else if column.levels.is_empty() {
            self.shape.push(rows);
        }
        self.shape.extend_from_slice(&column.shape);
        true
    }

    /// Whether the rows have equal lengths; if so, the shape begins with these.
    fn uniform(&mut self, column: &Column) -> bool {
        let mut before = column.before(0, self.row);
        let ends = column.levels.first().and_then(|ends| ends.get(self.row..self.row + self.rows));
        let ends = ends.unwrap_or_default();
        let len = ends.first().map_or(0, |end| end - before);
        for end in ends {
            if end - before != len {
                return false;
            }
            before = *end;
        }
        self.shape.extend([self.rows, len]);
        true
    }

    /// The splits of parts `from..to` of a level, and of those inside them.
    fn splits(&mut self, column: &Column, first: usize, (mut from, mut to): (usize, usize)) {
        let levels = column.levels.get(first..).unwrap_or_default();
        self.splits.resize_with(levels.len(), Vec::new);
        for (number, (splits, ends)) in self.splits.iter_mut().zip(levels).enumerate() {
            let start = column.before(first + number, from);
            splits.clear();
            splits.push(0);
            let ends = ends.get(from..to).unwrap_or_default();
            splits.extend(ends.iter().map(|end| (end - start) as i64));
            (from, to) = (start, ends.last().copied().unwrap_or(start));
        }
        self.lens.clear();
        self.lens.extend(self.splits.iter().map(Vec::len));
    }

    /// The positions of the values: in a vector, or in a table of a row's parts.
    fn sparse(&mut self, column: &Column, row: usize, values: usize) {
        self.indices.clear();
        self.dense_shape.clear();
        self.rank = column.levels.len();
        match column.levels.get(1) {
            None => {
                self.indices.extend((0..values).map(|at| at as i64));
                self.dense_shape.push(values as i64);
            }
            Some(ends) => {
                let (from, to) = (column.before(0, row), column.before(0, row + 1));
                let mut start = column.before(1, from);
                let mut most = 0;
                for (part, end) in ends.get(from..to).unwrap_or_default().iter().enumerate() {
                    self.indices.extend((0..end - start).flat_map(|at| [part as i64, at as i64]));
                    most = most.max(end - start);
                    start = *end;
                }
                self.dense_shape.extend([(to - from) as i64, most as i64]);
            }
        }
        self.indices_shape = [values, self.rank];
    }

    /// The strings that are lent, if the column has strings.
    pub(super) fn strings<'a>(&self, column: &'a Column, block: &'a [u8]) -> Option<Lent<'a>> {
        let Items::Strings(strings) = &column.items else { return None };
        Some(strings.lent(column.start(self.row)..column.start(self.row + self.rows), block))
    }

    /// What was chosen.
    pub(super) fn component<'a>(
        &'a self,
        column: &'a Column,
        strings: Option<&'a Lent<'a>>,
    ) -> Component<'a> {
        let values = || match strings {
            Some(strings) => Component::Strings { shape: &self.shape, strings },
            None => {
                let (dtype, bytes) = column.plain(self.row, self.rows);
                Component::Plain { dtype, shape: &self.shape, bytes }
            }
        };
        let chosen = match self.form {
            Form::Dense => values(),
            Form::Ragged => {
                let splits = self.splits.iter().zip(&self.lens);
                let splits = splits.map(|(splits, len)| integers(splits, std::slice::from_ref(len)));
                Component::Ragged(Box::new(RaggedParts { row_splits: splits.collect(), values: values() }))
            }
            Form::Sparse => Component::Sparse(Box::new(SparseParts {
                indices: integers(&self.indices, &self.indices_shape),
                values: values(),
                dense_shape: integers(&self.dense_shape, std::slice::from_ref(&self.rank)),
            })),
            Form::Nothing => return Component::Optional(None),
        };
        match column.present {
            Some(_) => Component::Optional(Some(vec![chosen])),
            None => chosen,
        }
    }
}

fn integers<'a>(items: &'a [i64], shape: &'a [usize]) -> Component<'a> {
    Component::Plain { dtype: DType::I64, shape, bytes: bytemuck::cast_slice(items) }
}
