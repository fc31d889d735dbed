use std::marker::PhantomData;

use ndarray::{Array, Dimension, ErrorKind, ShapeError};

use super::{Column, Lent, Shared};
use crate::element::Item;
use crate::error::{Error, Result};
use crate::row::{Leaf, Row};

/// The column of one tensor: its items, one after the other, and the shape that all rows share.
pub struct Buffer<T, D> {
    items: Vec<T>,
    /// The shape of one row, known from the first one on.
    row_shape: Option<Vec<usize>>,
    rows: usize,
    capacity: usize,
    /// The memory of strings.
    shared: Shared,
    lent: Lent,
    dim: PhantomData<D>,
}

impl<T: Item, D: Dimension + 'static> Column for Buffer<T, D> {
    type Batch = Array<T, D>;

    fn with_capacity(rows: usize) -> Self {
        let (items, shared, lent) = (Vec::new(), Shared::default(), Lent::default());
        Self { items, row_shape: None, rows: 0, capacity: rows, shared, lent, dim: PhantomData }
    }

    fn push(&mut self, row: &mut Row<'_>) -> Result<()> {
        let leaf = row.next()?;
        self.check(leaf.component.shape(), || (leaf.path.to_owned(), leaf.element))?;
        self.add(&leaf, 1)
    }

    fn extend(&mut self, rows: &mut Row<'_>) -> Result<()> {
        let leaf = rows.next_rows()?;
        let shape = leaf.component.shape();
        self.check(shape.get(1..).unwrap_or_default(), || (leaf.path.to_owned(), leaf.element))?;
        self.add(&leaf, rows.rows())
    }

    fn finish(mut self) -> Result<Array<T, D>> {
        self.lent.take_back(&mut self.items, Some(&mut self.shared));
        let mut shape = vec![self.rows];
        match self.row_shape {
            Some(row_shape) => shape.extend(row_shape),
            None => shape.resize(D::NDIM.unwrap_or(1), 0),
        }
        // Growth without a known number of rows leaves up to as much again unused.
        if self.items.capacity() / 8 > self.items.len() / 7 {
            self.items.shrink_to_fit();
        }
        array_of(&shape, self.items)
    }
}

impl<T: Item, D: Dimension> Buffer<T, D> {
    /// Adds a row made in Rust.
    pub(crate) fn push_items(&mut self, shape: &[usize], items: impl IntoIterator<Item = T>) -> Result<()> {
        let element = self.rows as u64;
        self.check(shape, || (std::any::type_name::<T>().to_owned(), element))?;
        self.items.extend(items);
        self.rows += 1;
        Ok(())
    }

    /// Adds the rows of a component that lie behind `outer` axes: it joins what is there.
    pub(super) fn join(&mut self, leaf: &Leaf<'_>, outer: usize) -> Result<()> {
        let (all, row) = split(leaf.component.shape(), outer + 1);
        self.check(row, || (leaf.path.to_owned(), leaf.element))?;
        self.add(leaf, all.iter().product())
    }

    /// Adds the rows of an array made in Rust, which is element `element`.
    pub(super) fn join_items(
        &mut self,
        shape: &[usize],
        items: impl IntoIterator<Item = T>,
        element: u64,
    ) -> Result<()> {
        let (all, row) = split(shape, 1);
        self.check(row, || (std::any::type_name::<T>().to_owned(), element))?;
        self.items.extend(items);
        self.rows += all.iter().product::<usize>();
        Ok(())
    }

    /// Compares the shape of the next row with that of the rows before it. The first one settles it, and shows
    /// how much memory all the rows will take.
    #[inline]
    fn check(&mut self, shape: &[usize], at: impl Fn() -> (String, u64)) -> Result<()> {
        match &self.row_shape {
            Some(first) if first == shape => Ok(()),
            Some(first) => {
                let (path, element) = at();
                Err(Error::Unequal { path, element, first: first.clone(), got: shape.to_vec() })
            }
            None => {
                self.row_shape = Some(shape.to_vec());
                let items = shape.iter().try_fold(self.capacity, |n, dim| n.checked_mul(*dim));
                // A dataset may promise more rows than it has: if there is no room for all, go on without.
                let _ = self.items.try_reserve_exact(items.unwrap_or(0));
                super::large(self.items.spare_capacity_mut());
                Ok(())
            }
        }
    }

    #[inline]
    fn add(&mut self, leaf: &Leaf<'_>, rows: usize) -> Result<()> {
        self.lent.take_back(&mut self.items, Some(&mut self.shared));
        let row_items: usize = self.row_shape.iter().flatten().product();
        // Unless the engine added them itself.
        if self.items.len() <= self.rows * row_items {
            let expected = self.capacity.saturating_sub(self.rows);
            T::append_sharing(leaf, &mut self.items, &mut self.shared, expected)?;
        }
        self.rows += rows;
        self.lent.lend(leaf.loan(T::DTYPE), &mut self.items, Some(&mut self.shared));
        Ok(())
    }
}

/// The first `axes` sizes, and the others. The rank was checked before.
fn split(shape: &[usize], axes: usize) -> (&[usize], &[usize]) {
    shape.split_at(axes.min(shape.len()))
}

/// The array of this shape over these items, without a copy.
///
/// # Errors
/// [`Error::Shape`] if the rank is not that of `D`, or the items are not as many as the shape says. Engines
/// rule out both.
pub(crate) fn array_of<T, D: Dimension>(shape: &[usize], items: Vec<T>) -> Result<Array<T, D>> {
    let fails = |error: ShapeError| Error::Argument {
        method: format!("an array of shape {shape:?}"),
        reason: error.to_string(),
    };
    if D::NDIM.is_some_and(|rank| rank != shape.len()) {
        return Err(fails(ShapeError::from_kind(ErrorKind::IncompatibleShape)));
    }
    let mut dim = D::zeros(shape.len());
    dim.slice_mut().copy_from_slice(shape);
    Array::from_shape_vec(dim, items).map_err(fails)
}
