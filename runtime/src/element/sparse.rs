use ndarray::{Array1, Array2, ArrayD, IxDyn};
use tfdata_spec::{ItemWant, Want};

use super::array::tensor_of;
use super::{ColumnOf, Concat, Element, Item, Rows, Stack, Unbatch};
use crate::column::{Column, array_of};
use crate::component::Component;
use crate::error::{Error, Result};
use crate::graph;
use crate::memory::Branch;
use crate::row::{Leaf, Row};
use crate::tensor::Components;

/// A tensor of which only some items are stored: `tf.SparseTensor`.
///
/// Value `i` stands at the position that row `i` of [`indices`](Self::indices) names; all other items are 0 (or
/// empty strings). Stacking puts the element's number in front of the indices; the dense shape of a stack is the
/// largest of its elements' in each dimension, as tf.data has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sparse<T> {
    indices: Array2<i64>,
    values: Array1<T>,
    dense_shape: Array1<i64>,
}

impl<T> Sparse<T> {
    /// A sparse tensor of these parts.
    ///
    /// # Errors
    /// [`Error::Argument`] if there are not as many indices as values, or one lies outside the dense shape.
    pub fn new(indices: Array2<i64>, values: Array1<T>, dense_shape: Array1<i64>) -> Result<Self> {
        let invalid = |reason: String| Error::Argument { method: "Sparse::new".into(), reason };
        if indices.nrows() != values.len() || indices.ncols() != dense_shape.len() {
            let (have, rank) = (indices.dim(), dense_shape.len());
            return Err(invalid(format!(
                "{} values of rank {rank} have indices of shape {have:?}",
                values.len()
            )));
        }
        let inside = |index: ndarray::ArrayView1<'_, i64>| {
            index.iter().zip(&dense_shape).all(|(at, size)| (0..*size).contains(at))
        };
        match indices.rows().into_iter().find(|index| !inside(*index)) {
            None => Ok(Self { indices, values, dense_shape }),
            Some(index) => {
                Err(invalid(format!("the index {index} lies outside the dense shape {dense_shape}")))
            }
        }
    }

    /// Where the values stand: `[number of values, rank]`.
    pub fn indices(&self) -> &Array2<i64> {
        &self.indices
    }

    /// The values that are stored.
    pub fn values(&self) -> &Array1<T> {
        &self.values
    }

    /// The shape of the whole: `[rank]`.
    pub fn dense_shape(&self) -> &Array1<i64> {
        &self.dense_shape
    }

    /// The indices, the values, and the dense shape.
    pub fn into_parts(self) -> (Array2<i64>, Array1<T>, Array1<i64>) {
        (self.indices, self.values, self.dense_shape)
    }
}

impl<T: Item> Sparse<T> {
    /// All items, those that are not stored as 0 or empty: `tf.sparse.to_dense`.
    pub fn to_dense(&self) -> ArrayD<T> {
        let shape: Vec<usize> = self.dense_shape.iter().map(|dim| *dim as usize).collect();
        let mut dense = ArrayD::default(IxDyn(&shape));
        for (index, value) in self.indices.rows().into_iter().zip(&self.values) {
            let index: Vec<usize> = index.iter().map(|at| *at as usize).collect();
            dense[IxDyn(&index)] = value.clone();
        }
        dense
    }
}

impl<T: Item> Element for Sparse<T> {
    const SPEC: Want = Want::Sparse(ItemWant { dtype: T::DTYPE, rust: "Sparse" });
    type Tensors = graph::Sparse<T>;

    fn read(row: &mut Row<'_>) -> Result<Self> {
        let parts = parts(&row.next_sparse()?)?;
        let rank = parts.dense_shape.len();
        Self::new(
            array_of(&[parts.values.len(), rank], parts.indices)?,
            parts.values.into(),
            parts.dense_shape.into(),
        )
    }

    fn into_components(self, out: &mut Components) -> Result<()> {
        let indices = self.indices.into_iter().collect();
        out.push_part(Branch::sparse(indices, tensor_of(self.values), self.dense_shape));
        Ok(())
    }
}

struct Parts<T> {
    indices: Vec<i64>,
    values: Vec<T>,
    dense_shape: Vec<i64>,
}

fn parts<T: Item>(leaf: &Leaf<'_>) -> Result<Parts<T>> {
    let Component::Sparse(component) = leaf.component else { return Err(leaf.not_dtype(T::DTYPE)) };
    let mut parts = Parts { indices: Vec::new(), values: Vec::new(), dense_shape: Vec::new() };
    i64::append(&leaf.part(&component.indices), &mut parts.indices)?;
    T::append(&leaf.part(&component.values), &mut parts.values)?;
    i64::append(&leaf.part(&component.dense_shape), &mut parts.dense_shape)?;
    Ok(parts)
}

impl<T: Item> Stack for Sparse<T> {
    type Batch = Self;

    fn push_to(self, column: &mut ColumnOf<Self>) -> Result<()> {
        let parts = Parts {
            indices: self.indices.into_iter().collect(),
            values: self.values.to_vec(),
            dense_shape: self.dense_shape.to_vec(),
        };
        column.add(parts, true, || ("Sparse".into(), 0))
    }

    fn get(batch: &Self, index: usize) -> Self {
        assert!(index < Concat::len(batch), "row {index} of {}", Concat::len(batch));
        let of_row = |at: &ndarray::ArrayView1<'_, i64>| at.first() == Some(&(index as i64));
        let rows = batch.indices.rows().into_iter().zip(&batch.values).filter(|(at, _)| of_row(at));
        let mut parts = Parts { indices: Vec::new(), values: Vec::new(), dense_shape: Vec::new() };
        for (at, value) in rows {
            parts.indices.extend(at.iter().skip(1));
            parts.values.push(value.clone());
        }
        let dense_shape: Array1<i64> = batch.dense_shape.iter().skip(1).copied().collect();
        let shape = (parts.values.len(), dense_shape.len());
        let indices =
            Array2::from_shape_vec(shape, parts.indices).unwrap_or_else(|_| Array2::zeros((0, shape.1)));
        Self { indices, values: parts.values.into(), dense_shape }
    }
}

impl<T: Item> Unbatch for Sparse<T> {
    type Row = Self;
}

impl<T: Item> Concat for Sparse<T> {
    type Column = SparseColumn<T>;

    fn len(&self) -> usize {
        self.dense_shape.first().map_or(0, |rows| *rows as usize)
    }

    fn pick(&self, rows: Rows<'_>) -> Self {
        let indices: Vec<usize> = match rows {
            Rows::Range(range) => range.collect(),
            Rows::Indices(indices) => indices.to_vec(),
        };
        let mut column = SparseColumn::with_capacity(indices.len());
        column.dense_shape = Some(self.dense_shape.iter().skip(1).copied().collect());
        for index in indices {
            // Rows of one tensor agree in rank, which is all that can fail.
            let _ = Self::get(self, index).push_to(&mut column);
        }
        column.finish().unwrap_or_else(|_| self.clone())
    }

    fn append(&mut self, other: Self) -> Result<()> {
        let mut column = SparseColumn::with_capacity(0);
        for part in [self.clone(), other] {
            let parts = Parts {
                indices: part.indices.into_iter().collect(),
                values: part.values.to_vec(),
                dense_shape: part.dense_shape.to_vec(),
            };
            column.add(parts, false, || ("Sparse".into(), 0))?;
        }
        *self = column.finish()?;
        Ok(())
    }
}

/// The column of a sparse tensor.
pub struct SparseColumn<T> {
    /// With the row in front.
    indices: Vec<i64>,
    values: Vec<T>,
    rows: i64,
    /// Of one row: the largest in each dimension.
    dense_shape: Option<Vec<i64>>,
}

impl<T: Item> Column for SparseColumn<T> {
    type Batch = Sparse<T>;

    fn with_capacity(_: usize) -> Self {
        Self { indices: Vec::new(), values: Vec::new(), rows: 0, dense_shape: None }
    }

    fn push(&mut self, row: &mut Row<'_>) -> Result<()> {
        let leaf = row.next_sparse()?;
        self.add(parts(&leaf)?, true, || (leaf.path.to_owned(), leaf.element))
    }

    fn extend(&mut self, rows: &mut Row<'_>) -> Result<()> {
        let leaf = rows.next_sparse()?;
        self.add(parts(&leaf)?, false, || (leaf.path.to_owned(), leaf.element))
    }

    fn finish(self) -> Result<Sparse<T>> {
        let mut dense_shape = vec![self.rows];
        dense_shape.extend(self.dense_shape.unwrap_or_default());
        let indices = array_of(&[self.values.len(), dense_shape.len()], self.indices)?;
        Sparse::new(indices, self.values.into(), dense_shape.into())
    }
}

impl<T: Item> SparseColumn<T> {
    /// Adds one row (`single`), or all the rows of a batch.
    fn add(&mut self, parts: Parts<T>, single: bool, at: impl Fn() -> (String, u64)) -> Result<()> {
        let (rows, shape) = match (single, parts.dense_shape.split_first()) {
            (true, _) => (1, &parts.dense_shape[..]),
            (false, Some((rows, shape))) => (*rows, shape),
            (false, None) => (0, &[][..]),
        };
        let largest = self.dense_shape.get_or_insert_with(|| shape.to_vec());
        if largest.len() != shape.len() {
            let (path, element) = at();
            return Err(Error::Unequal { path, element, first: vec![largest.len()], got: vec![shape.len()] });
        }
        for (largest, size) in largest.iter_mut().zip(shape) {
            *largest = (*largest).max(*size);
        }
        let rank = parts.dense_shape.len();
        if single {
            for index in parts.indices.chunks(rank.max(1)).take(parts.values.len()) {
                self.indices.push(self.rows);
                self.indices.extend(index);
            }
            if rank == 0 {
                self.indices.extend(parts.values.iter().map(|_| self.rows));
            }
        } else {
            for index in parts.indices.chunks(rank.max(1)) {
                self.indices.extend(
                    index.iter().enumerate().map(|(axis, at)| if axis == 0 { at + self.rows } else { *at }),
                );
            }
        }
        self.values.extend(parts.values);
        self.rows += rows;
        Ok(())
    }
}
