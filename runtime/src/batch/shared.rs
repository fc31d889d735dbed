//! Implementations that are the same for each struct of arrays.
//!
//! `$fields` names each field in a pattern. A function that passes the struct on by value matches it with that, so that
//! a field of an unsupported type is reported at the field, and not at the function too.

/// What a struct of arrays is to a dataset.
#[doc(hidden)]
#[macro_export]
macro_rules! __batch_traits {
    ($Batch:ty, [$($fields:tt)*]) => {
        $crate::__batch_traits!($Batch, [$($fields)*], impl[] where[]);
    };
    ($Batch:ty, [$($fields:tt)*], impl[$($impls:tt)*] where[$($clause:tt)*]) => {
        #[automatically_derived]
        impl $($impls)* $crate::__private::Element for $Batch $($clause)* {
            const SPEC: $crate::__private::Want = <Self as $crate::__private::Batch>::SPEC;
            type Tensors = <Self as $crate::__private::Batch>::Tensors;

            fn read(row: &mut $crate::__private::Row<'_>) -> $crate::__private::Result<Self> {
                let batch = $crate::__private::batch::read(row)?;
                let Self { $($fields)*, .. } = &batch;
                $crate::__private::Ok(batch)
            }

            fn into_components(
                self,
                out: &mut $crate::__private::Components,
            ) -> $crate::__private::Result<()> {
                let Self { $($fields)*, .. } = &self;
                $crate::__private::batch::into_components(self, out)
            }
        }

        #[automatically_derived]
        impl $($impls)* $crate::__private::Concat for $Batch $($clause)* {
            type Column = $crate::__private::batch::Columns<Self>;

            fn len(&self) -> usize {
                $crate::__private::batch::len(self)
            }

            fn pick(&self, rows: $crate::__private::Rows<'_>) -> Self {
                let Self { $($fields)*, .. } = self;
                $crate::__private::batch::pick(self, &rows)
            }

            fn append(&mut self, other: Self) -> $crate::__private::Result<()> {
                let Self { $($fields)*, .. } = &other;
                $crate::__private::batch::append(self, other)
            }

            fn refill(
                &mut self,
                row: &mut $crate::__private::Row<'_>,
            ) -> $crate::__private::Result<()> {
                $crate::__private::batch::refill(self, row)
            }
        }
    };
}

/// What any generated batch is to its user, also one with joined fields.
#[doc(hidden)]
#[macro_export]
macro_rules! __collected {
    ($vis:vis $Row:ty, $Batch:ty, [$($fields:tt)*]) => {
        $crate::__collected!($vis $Row, $Batch, [$($fields)*], impl[] where[]);
    };
    ($vis:vis $Row:ty, $Batch:ty, [$($fields:tt)*], impl[$($impls:tt)*] where[$($clause:tt)*]) => {
        #[automatically_derived]
        impl $($impls)* $crate::__private::Clone for $Batch $($clause)* {
            fn clone(&self) -> Self {
                let Self { $($fields)*, .. } = self;
                $crate::__private::batch::copied(self)
            }
        }

        #[automatically_derived]
        impl $($impls)* $Batch $($clause)* {
            /// Collects these rows.
            ///
            /// # Errors
            /// If two of them differ in a shape that has to be the same.
            $vis fn from_rows(
                rows: impl $crate::__private::IntoIterator<Item = $Row>,
            ) -> $crate::__private::Result<Self> {
                let batch = $crate::__private::from_rows(rows)?;
                let Self { $($fields)*, .. } = &batch;
                $crate::__private::Ok(batch)
            }

            /// So many made-up rows, for tests that have no data: the same ones for the same seed.
            ///
            /// # Panics
            /// If the rows' type wants what cannot be, for instance a `shape` that the type of its field does not have.
            #[must_use]
            $vis fn fake(seed: u64, rows: usize) -> Self {
                let batch = $crate::__private::fake_batch::<$Row>(seed, rows);
                let Self { $($fields)*, .. } = &batch;
                batch
            }

            /// Adds the rows of another batch behind these.
            ///
            /// # Errors
            /// If rows of the two differ in shape; then nothing is added.
            $vis fn extend(&mut self, other: Self) -> $crate::__private::Result<()> {
                let Self { $($fields)*, .. } = &other;
                $crate::__private::batch::append(self, other)
            }
        }
    };
}

/// What a generated batch is in which each field stacks.
#[doc(hidden)]
#[macro_export]
macro_rules! __batch {
    ($($arguments:tt)*) => {
        $crate::__collected!($($arguments)*);
        $crate::__rows!($($arguments)*);
    };
}

/// What a generated batch is to a dataset, and to its user beside that, if it has rows.
#[doc(hidden)]
#[macro_export]
macro_rules! __rows {
    ($vis:vis $Row:ty, $Batch:ty, [$($fields:tt)*]) => {
        $crate::__rows!($vis $Row, $Batch, [$($fields)*], impl[] where[]);
    };
    ($vis:vis $Row:ty, $Batch:ty, [$($fields:tt)*], impl[$($impls:tt)*] where[$($clause:tt)*]) => {
        $crate::__rows!(
            $vis $Row, $Batch, [$($fields)*], impl[$($impls)*] where[$($clause)*] where[$($clause)*]
        );
    };
    (
        $vis:vis $Row:ty, $Batch:ty, [$($fields:tt)*],
        impl[$($impls:tt)*] where[$($clause:tt)*] where[$($methods:tt)*]
    ) => {
        $crate::__batch_traits!($Batch, [$($fields)*], impl[$($impls)*] where[$($clause)*]);

        #[automatically_derived]
        impl $($impls)* $crate::__private::Unbatch for $Batch $($clause)* {
            type Row = $Row;
        }

        #[automatically_derived]
        impl $($impls)* $Batch $($methods)* {
            /// The number of rows.
            $vis fn len(&self) -> usize {
                $crate::__private::Concat::len(self)
            }

            /// Whether there are no rows.
            $vis fn is_empty(&self) -> bool {
                $crate::__private::Concat::is_empty(self)
            }

            /// Row `index`, copied.
            ///
            /// # Panics
            /// If there is no such row.
            $vis fn row(&self, index: usize) -> $Row {
                $crate::__private::Stack::get(self, index)
            }

            /// Each row in turn, copied.
            $vis fn rows(&self) -> impl $crate::__private::ExactSizeIterator<Item = $Row> + '_ {
                $crate::__private::rows(self)
            }

            /// The rows in this range, copied.
            ///
            /// # Panics
            /// If the range reaches beyond the last row.
            $vis fn slice(&self, range: impl $crate::__private::RangeBounds<usize>) -> Self {
                let Self { $($fields)*, .. } = self;
                $crate::__private::slice(self, range)
            }

            /// These rows in this order, copied.
            ///
            /// # Panics
            /// If there is no such row.
            $vis fn select(&self, rows: &[usize]) -> Self {
                let Self { $($fields)*, .. } = self;
                $crate::__private::Concat::pick(self, $crate::__private::Rows::Indices(rows))
            }

            /// The first `index` rows, and the others, copied.
            ///
            /// # Panics
            /// If there are fewer rows.
            $vis fn split_at(&self, index: usize) -> (Self, Self) {
                let Self { $($fields)*, .. } = self;
                ($crate::__private::slice(self, ..index), $crate::__private::slice(self, index..))
            }
        }
    };
}

pub use crate::{
    __batch as batch, __batch_traits as batch_traits, __collected as collected, __rows as rows_of_batch,
};
