use bytes::Bytes;
use ndarray::{Array, Dimension};

use crate::dataset::Dataset;
use crate::element::{Element, Item};
use crate::plan::Step;

/// An element that TensorFlow can tell whether it has seen before: a single tensor of `i32`, `i64` or strings.
#[diagnostic::on_unimplemented(
    message = "duplicates of `{Self}` cannot be told",
    label = "not a single tensor of `i32`, `i64` or strings",
    note = "`unique()` works on elements that are one tensor of `i32`, `i64`, `String` or `Bytes`"
)]
pub trait Unique: Element {}

impl Unique for i32 {}
impl Unique for i64 {}
impl Unique for String {}
impl Unique for Bytes {}
impl<T: Item + Unique, D: Dimension + 'static> Unique for Array<T, D> {}

impl<E: Element> Dataset<E> {
    /// The elements without those that came before. `tf.data.Dataset.unique`.
    #[must_use]
    pub fn unique(&self) -> Self
    where
        E: Unique,
    {
        self.apply(Step::Unique)
    }
}
