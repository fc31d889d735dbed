use bytes::Bytes;
use half::{bf16, f16};
use ndarray::{Array, Axis, Dimension, Ix0, RemoveAxis};
use num_complex::Complex;
use tfdata_spec::{Dims, Want};

use super::{ColumnOf, Concat, Element, Item, Stack};
use crate::column::Buffer;
use crate::error::Result;
use crate::graph;
use crate::row::Row;
use crate::tensor::Components;

/// A scalar, or an array `[E; N]` of these: what has its whole shape in its type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an item of a tensor",
    label = "not a number, `bool`, `String` or `Bytes`",
    note = "fixed shapes are `[f32; 5]`, `[[u8; 28]; 28]`, …"
)]
pub trait Fixed: Sized + 'static {
    /// The type of the items.
    type Item: Item;
    /// Its number of dimensions.
    type Dim: Dimension + 'static;
    /// Its shape.
    const DIMS: Dims;

    /// Takes one from its items, in row-major order.
    fn take(next: &mut dyn FnMut() -> Self::Item) -> Self;
    /// Gives its items, in row-major order.
    fn give(self, items: &mut Vec<Self::Item>);
    /// The sizes of its dimensions.
    fn shape(shape: &mut Vec<usize>);
}

macro_rules! scalars {
    ($($T:ty),* $(,)?) => { $(
        impl Fixed for $T {
            type Item = $T;
            type Dim = Ix0;
            const DIMS: Dims = Dims::SCALAR;

            #[inline]
            fn take(next: &mut dyn FnMut() -> $T) -> Self {
                next()
            }
            fn give(self, items: &mut Vec<$T>) {
                items.push(self);
            }
            fn shape(_: &mut Vec<usize>) {}
        }
    )* };
}

scalars!(
    f32,
    f64,
    f16,
    bf16,
    i8,
    i16,
    i32,
    i64,
    u8,
    u16,
    u32,
    u64,
    bool,
    Complex<f32>,
    Complex<f64>,
    String,
    Bytes
);

impl<E: Fixed, const N: usize> Fixed for [E; N] {
    type Item = E::Item;
    type Dim = <E::Dim as Dimension>::Larger;
    const DIMS: Dims = E::DIMS.with_leading(Some(N));

    #[inline]
    fn take(next: &mut dyn FnMut() -> E::Item) -> Self {
        std::array::from_fn(|_| E::take(next))
    }
    fn give(self, items: &mut Vec<E::Item>) {
        for item in self {
            item.give(items);
        }
    }
    fn shape(shape: &mut Vec<usize>) {
        shape.push(N);
        E::shape(shape);
    }
}

impl<E: Fixed, const N: usize> Element for [E; N] {
    const SPEC: Want = Want::tensor(<E::Item as Item>::DTYPE, Self::DIMS, <E::Item as Item>::RUST);
    type Tensors = graph::Tensor<E::Item>;

    fn read(row: &mut Row<'_>) -> Result<Self> {
        E::Item::read(&row.next()?, |next| Self::take(next))
    }

    fn into_components(self, out: &mut Components) -> Result<()> {
        let mut shape = Vec::new();
        Self::shape(&mut shape);
        let mut items = Vec::new();
        self.give(&mut items);
        out.push(E::Item::tensor(shape, items));
        Ok(())
    }
}

/// The number of dimensions of many `[E; N]`, stacked.
type BatchDim<E> = <<<E as Fixed>::Dim as Dimension>::Larger as Dimension>::Larger;

impl<E: Fixed, const N: usize> Stack for [E; N]
where
    BatchDim<E>: RemoveAxis,
    Array<E::Item, BatchDim<E>>: Concat<Column = Buffer<E::Item, BatchDim<E>>>,
{
    type Batch = Array<E::Item, BatchDim<E>>;

    fn push_to(self, column: &mut ColumnOf<Self>) -> Result<()> {
        let mut shape = Vec::new();
        Self::shape(&mut shape);
        let mut items = Vec::new();
        self.give(&mut items);
        column.push_items(&shape, items)
    }

    fn get(batch: &Self::Batch, index: usize) -> Self {
        let row = batch.index_axis(Axis(0), index);
        let mut items = row.iter();
        Self::take(&mut || items.next().cloned().unwrap_or_default())
    }
}
