use ndarray::{Array, Axis, Dimension, Ix0, Ix1, Ix2, Ix3, Ix4, Ix5, Ix6, IxDyn};
use tfdata_spec::{Dims, Want};

use super::{ColumnOf, Concat, Element, Item, Rows, Stack, Unbatch};
use crate::column::Buffer;
use crate::error::{Error, Result};
use crate::graph;
use crate::row::Row;
use crate::tensor::{Components, Tensor};

impl<T: Item, D: Dimension + 'static> Element for Array<T, D> {
    const SPEC: Want = Want::tensor(
        T::DTYPE,
        match D::NDIM {
            Some(rank) => Dims::of_rank(rank),
            None => Dims::ANY,
        },
        T::RUST,
    );
    type Tensors = graph::Tensor<T>;

    fn read(row: &mut Row<'_>) -> Result<Self> {
        let leaf = row.next()?;
        let mut items = Vec::new();
        T::append(&leaf, &mut items)?;
        crate::column::array_of(leaf.component.shape(), items)
    }

    fn into_components(self, out: &mut Components) -> Result<()> {
        out.push(tensor_of(self));
        Ok(())
    }
}

/// The array's items in row-major order, without a copy where they lie so already.
pub(super) fn tensor_of<T: Item, D: Dimension>(array: Array<T, D>) -> Tensor {
    let shape = array.shape().to_vec();
    let len = array.len();
    if !array.is_standard_layout() {
        return T::tensor(shape, array.iter().cloned().collect());
    }
    let (mut items, offset) = array.into_raw_vec_and_offset();
    items.truncate(offset.unwrap_or(0) + len);
    items.drain(..offset.unwrap_or(0));
    T::tensor(shape, items)
}

macro_rules! stacked {
    ($($D:ty => $Larger:ty),* $(,)?) => { $(
        impl<T: Item> Stack for Array<T, $D> {
            type Batch = Array<T, $Larger>;

            fn push_to(self, column: &mut ColumnOf<Self>) -> Result<()> {
                let shape = self.shape().to_vec();
                column.push_items(&shape, self)
            }

            fn get(batch: &Self::Batch, index: usize) -> Self {
                batch.index_axis(Axis(0), index).to_owned()
            }
        }
    )* };
}

stacked!(Ix0 => Ix1, Ix1 => Ix2, Ix2 => Ix3, Ix3 => Ix4, Ix4 => Ix5, Ix5 => Ix6, IxDyn => IxDyn);

macro_rules! joined {
    ($($D:ty),* $(,)?) => { $(
        impl<T: Item> Concat for Array<T, $D> {
            type Column = Buffer<T, $D>;

            fn len(&self) -> usize {
                self.shape().first().copied().unwrap_or_default()
            }

            fn pick(&self, rows: Rows<'_>) -> Self {
                match rows {
                    // An `ArrayD` may have no axis at all.
                    Rows::Range(range) if range.is_empty() && self.shape().is_empty() => self.clone(),
                    Rows::Range(range) => self.slice_axis(Axis(0), range.into()).to_owned(),
                    Rows::Indices(indices) => self.select(Axis(0), indices),
                }
            }

            fn append(&mut self, other: Self) -> Result<()> {
                if self.shape().get(1..) != other.shape().get(1..) {
                    return Err(Error::Unequal {
                        path: std::any::type_name::<Self>().to_owned(),
                        element: self.shape().first().copied().unwrap_or_default() as u64,
                        first: self.shape().get(1..).unwrap_or_default().to_vec(),
                        got: other.shape().get(1..).unwrap_or_default().to_vec(),
                    });
                }
                Array::append(self, Axis(0), other.view()).map_err(|error| Error::Argument {
                    method: "extend".into(),
                    reason: error.to_string(),
                })
            }

            fn refill(&mut self, row: &mut Row<'_>) -> Result<()> {
                let leaf = row.next()?;
                let empty = Array::from_shape_fn(<$D>::zeros(leaf.component.shape().len()), |_| T::default());
                let (mut items, _) = std::mem::replace(self, empty).into_raw_vec_and_offset();
                items.clear();
                T::append(&leaf, &mut items)?;
                *self = crate::column::array_of(leaf.component.shape(), items)?;
                Ok(())
            }
        }
    )* };
}

joined!(Ix1, Ix2, Ix3, Ix4, Ix5, Ix6, IxDyn);

impl<T: Item + Stack<Batch = Array<T, Ix1>>> Unbatch for Array<T, Ix1> {
    type Row = T;
}

macro_rules! unbatched {
    ($($D:ty => $Smaller:ty),* $(,)?) => { $(
        impl<T: Item> Unbatch for Array<T, $D> {
            type Row = Array<T, $Smaller>;
        }
    )* };
}

unbatched!(Ix2 => Ix1, Ix3 => Ix2, Ix4 => Ix3, Ix5 => Ix4, Ix6 => Ix5, IxDyn => IxDyn);
