use tfdata_spec::{FieldWant, StructKind, StructWant, Want};

use super::{ColumnOf, Concat, Element, Rows, Stack, Unbatch};
use crate::column::Column;
use crate::error::Result;
use crate::row::Row;
use crate::tensor::Components;

macro_rules! tuples {
    ($($(($T:ident, $column:ident, $index:tt))+;)*) => { $(
        impl<$($T: Element),+> Element for ($($T,)+) {
            const SPEC: Want = Want::Struct(StructWant {
                name: "tuple",
                kind: StructKind::Tuple,
                fields: &[$(FieldWant::at($index, $T::SPEC)),+],
                exact: false,
            });
            type Tensors = ($($T::Tensors,)+);

            fn read(row: &mut Row<'_>) -> Result<Self> {
                Ok(($($T::read(row)?,)+))
            }

            fn into_components(self, out: &mut Components) -> Result<()> {
                $(self.$index.into_components(out)?;)+
                Ok(())
            }
        }

        impl<$($T: Stack),+> Stack for ($($T,)+) {
            type Batch = ($($T::Batch,)+);

            fn push_to(self, column: &mut ColumnOf<Self>) -> Result<()> {
                $(self.$index.push_to(&mut column.$index)?;)+
                Ok(())
            }

            fn get(batch: &Self::Batch, index: usize) -> Self {
                ($($T::get(&batch.$index, index),)+)
            }
        }

        impl<$($T: Concat),+> Concat for ($($T,)+) {
            type Column = ($($T::Column,)+);

            fn len(&self) -> usize {
                self.0.len()
            }

            fn pick(&self, rows: Rows<'_>) -> Self {
                ($(self.$index.pick(rows.clone()),)+)
            }

            fn append(&mut self, other: Self) -> Result<()> {
                $(self.$index.append(other.$index)?;)+
                Ok(())
            }

            fn refill(&mut self, row: &mut Row<'_>) -> Result<()> {
                $(self.$index.refill(row)?;)+
                Ok(())
            }
        }

        impl<$($T: Unbatch),+> Unbatch for ($($T,)+) {
            type Row = ($($T::Row,)+);
        }

        impl<$($column: Column),+> Column for ($($column,)+) {
            type Batch = ($($column::Batch,)+);

            fn with_capacity(rows: usize) -> Self {
                ($($column::with_capacity(rows),)+)
            }

            fn push(&mut self, row: &mut Row<'_>) -> Result<()> {
                $(self.$index.push(row)?;)+
                Ok(())
            }

            fn extend(&mut self, rows: &mut Row<'_>) -> Result<()> {
                $(self.$index.extend(rows)?;)+
                Ok(())
            }

            fn finish(self) -> Result<Self::Batch> {
                Ok(($(self.$index.finish()?,)+))
            }
        }
    )* };
}

tuples! {
    (A, CA, 0);
    (A, CA, 0) (B, CB, 1);
    (A, CA, 0) (B, CB, 1) (C, CC, 2);
    (A, CA, 0) (B, CB, 1) (C, CC, 2) (D, CD, 3);
    (A, CA, 0) (B, CB, 1) (C, CC, 2) (D, CD, 3) (E, CE, 4);
    (A, CA, 0) (B, CB, 1) (C, CC, 2) (D, CD, 3) (E, CE, 4) (F, CF, 5);
    (A, CA, 0) (B, CB, 1) (C, CC, 2) (D, CD, 3) (E, CE, 4) (F, CF, 5) (G, CG, 6);
    (A, CA, 0) (B, CB, 1) (C, CC, 2) (D, CD, 3) (E, CE, 4) (F, CF, 5) (G, CG, 6) (H, CH, 7);
    (A, CA, 0) (B, CB, 1) (C, CC, 2) (D, CD, 3) (E, CE, 4) (F, CF, 5) (G, CG, 6) (H, CH, 7) (I, CI, 8);
    (A, CA, 0) (B, CB, 1) (C, CC, 2) (D, CD, 3) (E, CE, 4) (F, CF, 5) (G, CG, 6) (H, CH, 7) (I, CI, 8) (J, CJ, 9);
    (A, CA, 0) (B, CB, 1) (C, CC, 2) (D, CD, 3) (E, CE, 4) (F, CF, 5) (G, CG, 6) (H, CH, 7) (I, CI, 8) (J, CJ, 9)
        (K, CK, 10);
    (A, CA, 0) (B, CB, 1) (C, CC, 2) (D, CD, 3) (E, CE, 4) (F, CF, 5) (G, CG, 6) (H, CH, 7) (I, CI, 8) (J, CJ, 9)
        (K, CK, 10) (L, CL, 11);
}
