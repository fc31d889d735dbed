use bytes::Bytes;
use half::{bf16, f16};
use ndarray::Array1;
use num_complex::Complex;
use tfdata_spec::{Dims, Want};

use super::{ColumnOf, Element, Item, Stack, scalar_of};
use crate::error::Result;
use crate::graph;
use crate::row::Row;
use crate::tensor::Components;

// One implementation for each type, not one for all `T: Item`: the compiler then speaks of `Element` and not of
// the inner trait.
macro_rules! scalars {
    ($($T:ty),* $(,)?) => { $(
        impl Element for $T {
            const SPEC: Want = Want::tensor(<$T as Item>::DTYPE, Dims::SCALAR, <$T as Item>::RUST);
            type Tensors = graph::Tensor<$T>;

            fn read(row: &mut Row<'_>) -> Result<Self> {
                scalar_of(&row.next()?)
            }

            fn into_components(self, out: &mut Components) -> Result<()> {
                out.push(Item::tensor(vec![], vec![self]));
                Ok(())
            }
        }

        impl Stack for $T {
            type Batch = Array1<$T>;

            fn push_to(self, column: &mut ColumnOf<Self>) -> Result<()> {
                column.push_items(&[], [self])
            }

            fn get(batch: &Self::Batch, index: usize) -> Self {
                batch[index].clone()
            }
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
