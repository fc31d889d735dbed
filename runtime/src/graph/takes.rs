//! Which tensors are which element.

use bytes::Bytes;
use half::{bf16, f16};
use ndarray::{Array, Dimension};
use num_complex::Complex;

use super::{Any, Fields, Ragged, Sparse, Symbolic, Tensor, Untyped};
use crate::element::{self, Element, Fixed, Item, Value};

/// An element that a function makes by returning an `S`.
///
/// | the element | what a function returns |
/// |---|---|
/// | `f32`, `[f32; 3]`, `Array2<f32>`, `Option<f32>` | `Tensor<f32>` |
/// | a tuple | a tuple of what its members take |
/// | a struct with `#[element(tensors)]`, and its batch | its companion |
/// | [`Ragged<T>`](crate::Ragged), [`Sparse<T>`](crate::Sparse) | [`graph::Ragged<T>`](Ragged), [`graph::Sparse<T>`](Sparse) |
/// | [`Value`] | anything |
/// | any | `Tensor`, [`Untyped`], pairs of names and tensors: compared with it when the dataset is used |
///
/// An element also takes itself, as it came into the function: [`Fields<E>`](Fields).
#[diagnostic::on_unimplemented(
    message = "the function returns `{S}`, which does not fit `{Self}`",
    label = "does not fit `{Self}`",
    note = "a scalar or an array is returned as a tensor of its items, a tuple as a tuple of as many members, a struct as the tensors that `#[element(tensors)]` generates",
    note = "`Outputs::untyped(..)` in place of `.into()` leaves the comparison to when the dataset is used"
)]
pub trait Takes<S> {}

/// A scalar or an array that is a tensor of `T`s.
#[diagnostic::on_unimplemented(
    message = "the function returns a tensor of `{T}`, which does not fit `{Self}`",
    label = "`Tensor<{T}>` where `{Self}` is wanted",
    note = "convert a number to another type of number: `.cast::<{Self}>()`",
    note = "a tuple is returned as a tuple of tensors, a struct as the tensors that `#[element(tensors)]` generates"
)]
pub trait TensorOf<T> {}

impl<O: TensorOf<T>, T> Takes<Tensor<T>> for O {}
impl<O: TensorOf<T>, T> Takes<&Tensor<T>> for O {}

/// Compared when the dataset is used.
impl<O: Element> TensorOf<Any> for O {}

macro_rules! scalars {
    ($($T:ty),* $(,)?) => { $(
        impl TensorOf<$T> for $T {}
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

// Both are strings to TensorFlow. Whether one is UTF-8 is seen when it is read.
impl TensorOf<Bytes> for String {}
impl TensorOf<String> for Bytes {}

impl<T: Item, E: Fixed + TensorOf<T>, const N: usize> TensorOf<T> for [E; N] {}
impl<T: Item, I: Item + TensorOf<T>, D: Dimension + 'static> TensorOf<T> for Array<I, D> {}
impl<T: Item, I: Item + TensorOf<T>> TensorOf<T> for element::Ragged<I> {}
impl<T: Item, F: Element + TensorOf<T>> TensorOf<T> for Option<F> {}
impl<T: Item> TensorOf<T> for Value {}

impl<T: Item, I: Item + TensorOf<T>> Takes<Ragged<T>> for element::Ragged<I> {}
impl<T: Item, I: Item + TensorOf<T>> Takes<Sparse<T>> for element::Sparse<I> {}
impl<T: Item> Takes<Ragged<T>> for Value {}
impl<T: Item> Takes<Sparse<T>> for Value {}
impl<O: Element> Takes<Ragged> for O {}
impl<O: Element> Takes<Sparse> for O {}

impl<E: Element> Takes<Fields<E>> for E {}
impl<E: Element> Takes<&Fields<E>> for E {}

// What is compared when the dataset is used.

impl<O: Element> Takes<Untyped> for O {}
impl<O: Element> Takes<&Untyped> for O {}
impl<O: Element, N: Into<String>, S: Symbolic> Takes<Vec<(N, S)>> for O {}
impl<O: Element, N: Into<String>, S: Symbolic, const C: usize> Takes<[(N, S); C]> for O {}

macro_rules! tuples {
    ($(($($T:ident $P:ident $index:tt),+);)*) => { $(
        impl<$($P: Takes<$T>, $T: Symbolic),+> Takes<($($T,)+)> for ($($P,)+) {}
        impl<$($T: Symbolic),+> Takes<($($T,)+)> for Value {}
    )* };
}

super::for_tuples!(tuples);
