use std::borrow::Cow;

use bytes::Bytes;
use half::{bf16, f16};
use num_complex::Complex;
use tfdata_spec::DType;

use super::convert;
use crate::column::Shared;
use crate::component::{Component, StringItems};
use crate::error::{Error, Result};
use crate::row::Leaf;
use crate::tensor::Tensor;
use crate::view::ViewItem;

/// A type that can be an item of a tensor: a number, `bool`, `String` or `Bytes`.
///
/// This trait is sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an item of a tensor",
    label = "not a number, `bool`, `String` or `Bytes`",
    note = "TensorFlow's numbers are `i8`…`i64`, `u8`…`u64`, `f32`, `f64`, `f16`, `bf16`, `Complex<f32>` and `Complex<f64>`"
)]
pub trait Item: Clone + Default + Send + Sync + private::Sealed + 'static {
    /// The dtype of such a tensor.
    const DTYPE: DType;
    /// The type's name as a user writes it.
    const RUST: &'static str;

    /// Adds the component's items, in row-major order.
    ///
    /// # Errors
    /// If an item is not valid for this type.
    fn append(leaf: &Leaf<'_>, items: &mut Vec<Self>) -> Result<()>;

    /// The same where strings share memory with those added before; `expected` is how many are still to come, these
    /// included, if that is known.
    #[doc(hidden)]
    fn append_sharing(
        leaf: &Leaf<'_>,
        items: &mut Vec<Self>,
        shared: &mut Shared,
        expected: usize,
    ) -> Result<()> {
        let _ = (shared, expected);
        Self::append(leaf, items)
    }

    /// Reads the items one by one with `take`, which is asked for exactly as many as the component has.
    #[doc(hidden)]
    fn read<R>(leaf: &Leaf<'_>, take: impl FnOnce(&mut dyn FnMut() -> Self) -> R) -> Result<R>;

    /// A tensor of these items.
    #[doc(hidden)]
    fn tensor(shape: Vec<usize>, items: Vec<Self>) -> Tensor;
}

mod private {
    pub trait Sealed {}
}

/// The only item of a scalar component.
pub(crate) fn scalar_of<T: Item>(leaf: &Leaf<'_>) -> Result<T> {
    T::read(leaf, |next| next())
}

/// The bytes of a component that must have this dtype.
fn plain_bytes<'a>(leaf: &Leaf<'a>, expected: DType) -> Result<&'a [u8]> {
    match leaf.component {
        Component::Plain { dtype, bytes, .. } if *dtype == expected => Ok(bytes),
        _ => Err(leaf.not_dtype(expected)),
    }
}

/// Adds the component's items, which have another dtype, as the field's `cast` allows.
fn converted<T: Item + convert::Number>(leaf: &Leaf<'_>, items: &mut Vec<T>) -> Result<()> {
    match leaf.component {
        Component::Plain { dtype, bytes, .. } => {
            items.reserve(dtype.size().map_or(0, |size| bytes.len() / size));
            match convert::each(*dtype, bytes, &mut |item| items.push(item)) {
                true => Ok(()),
                false => Err(leaf.not_dtype(T::DTYPE)),
            }
        }
        _ => Err(leaf.not_dtype(T::DTYPE)),
    }
}

/// The same without a place to put them.
fn converted_one_by_one<'a, T: Item + convert::Number>(
    leaf: &Leaf<'a>,
    expected: DType,
) -> Result<impl Iterator<Item = T> + use<'a, T>> {
    let Component::Plain { dtype, bytes, .. } = leaf.component else { return Err(leaf.not_dtype(expected)) };
    let Some(size) = dtype.size() else { return Err(leaf.not_dtype(expected)) };
    Ok(bytes.chunks_exact(size).map(|bytes| {
        let mut item = T::default();
        convert::each(*dtype, bytes, &mut |converted| item = converted);
        item
    }))
}

macro_rules! numbers {
    ($($T:ty, $dtype:ident, $rust:literal;)*) => { $(
        impl private::Sealed for $T {}
        impl Item for $T {
            const DTYPE: DType = DType::$dtype;
            const RUST: &'static str = $rust;

            fn append(leaf: &Leaf<'_>, items: &mut Vec<Self>) -> Result<()> {
                if leaf.is_converted(Self::DTYPE) {
                    return converted(leaf, items);
                }
                let bytes = plain_bytes(leaf, Self::DTYPE)?;
                match bytemuck::try_cast_slice(bytes) {
                    Ok(aligned) => items.extend_from_slice(aligned),
                    Err(_) => items.extend(unaligned::<Self>(bytes)),
                }
                Ok(())
            }

            fn read<R>(leaf: &Leaf<'_>, take: impl FnOnce(&mut dyn FnMut() -> Self) -> R) -> Result<R> {
                if leaf.is_converted(Self::DTYPE) {
                    let mut items = converted_one_by_one(leaf, Self::DTYPE)?;
                    return Ok(take(&mut || items.next().unwrap_or_default()));
                }
                let mut items = unaligned::<Self>(plain_bytes(leaf, Self::DTYPE)?);
                Ok(take(&mut || items.next().unwrap_or_default()))
            }

            fn tensor(shape: Vec<usize>, items: Vec<Self>) -> Tensor {
                Tensor::plain(Self::DTYPE, shape, items)
            }
        }

        impl ViewItem for $T {
            fn items<'a>(leaf: &Leaf<'a>) -> Result<Cow<'a, [Self]>> {
                if leaf.is_converted(Self::DTYPE) {
                    let mut items = Vec::new();
                    return converted(leaf, &mut items).map(|()| Cow::Owned(items));
                }
                let bytes = plain_bytes(leaf, Self::DTYPE)?;
                Ok(match bytemuck::try_cast_slice(bytes) {
                    Ok(aligned) => Cow::Borrowed(aligned),
                    Err(_) => Cow::Owned(unaligned(bytes).collect()),
                })
            }
        }
    )* };
}

numbers! {
    f32, F32, "f32";
    f64, F64, "f64";
    f16, F16, "f16";
    bf16, BF16, "bf16";
    i8, I8, "i8";
    i16, I16, "i16";
    i32, I32, "i32";
    i64, I64, "i64";
    u8, U8, "u8";
    u16, U16, "u16";
    u32, U32, "u32";
    u64, U64, "u64";
    Complex<f32>, C64, "Complex<f32>";
    Complex<f64>, C128, "Complex<f64>";
}

pub(crate) fn unaligned<T: bytemuck::AnyBitPattern>(bytes: &[u8]) -> impl Iterator<Item = T> + '_ {
    bytes.chunks_exact(size_of::<T>()).map(bytemuck::pod_read_unaligned)
}

impl private::Sealed for bool {}
impl Item for bool {
    const DTYPE: DType = DType::Bool;
    const RUST: &'static str = "bool";

    fn append(leaf: &Leaf<'_>, items: &mut Vec<Self>) -> Result<()> {
        let bytes = plain_bytes(leaf, Self::DTYPE)?;
        match bytemuck::checked::try_cast_slice(bytes) {
            Ok(valid) => items.extend_from_slice(valid),
            Err(_) => return Err(not_bool(leaf, bytes)),
        }
        Ok(())
    }

    fn read<R>(leaf: &Leaf<'_>, take: impl FnOnce(&mut dyn FnMut() -> Self) -> R) -> Result<R> {
        let bytes = plain_bytes(leaf, Self::DTYPE)?;
        if bytes.iter().any(|byte| *byte > 1) {
            return Err(not_bool(leaf, bytes));
        }
        let mut items = bytes.iter();
        Ok(take(&mut || items.next().is_some_and(|byte| *byte == 1)))
    }

    fn tensor(shape: Vec<usize>, items: Vec<Self>) -> Tensor {
        Tensor::plain(Self::DTYPE, shape, items)
    }
}

impl ViewItem for bool {
    fn items<'a>(leaf: &Leaf<'a>) -> Result<Cow<'a, [Self]>> {
        let bytes = plain_bytes(leaf, Self::DTYPE)?;
        bytemuck::checked::try_cast_slice(bytes).map(Cow::Borrowed).map_err(|_| not_bool(leaf, bytes))
    }
}

fn not_bool(leaf: &Leaf<'_>, bytes: &[u8]) -> Error {
    let item = bytes.iter().position(|byte| *byte > 1).unwrap_or_default();
    let got = bytes.get(item).copied().unwrap_or_default();
    leaf.not_bool(item, got)
}

/// The strings of a component.
fn strings_of<'a>(leaf: &Leaf<'a>) -> Result<&'a dyn StringItems> {
    match leaf.component {
        Component::Strings { strings, .. } => Ok(*strings),
        _ => Err(leaf.not_dtype(DType::String)),
    }
}

impl private::Sealed for String {}
impl Item for String {
    const DTYPE: DType = DType::String;
    const RUST: &'static str = "String";

    fn append(leaf: &Leaf<'_>, items: &mut Vec<Self>) -> Result<()> {
        let strings = strings_of(leaf)?;
        items.reserve(strings.len());
        for item in 0..strings.len() {
            match std::str::from_utf8(strings.get(item)) {
                Ok(text) => items.push(text.to_owned()),
                Err(error) => return Err(leaf.not_utf8(item, error)),
            }
        }
        Ok(())
    }

    fn read<R>(leaf: &Leaf<'_>, take: impl FnOnce(&mut dyn FnMut() -> Self) -> R) -> Result<R> {
        one_by_one(leaf, take)
    }

    fn tensor(shape: Vec<usize>, items: Vec<Self>) -> Tensor {
        Tensor::strings(shape, items)
    }
}

impl private::Sealed for Bytes {}
impl Item for Bytes {
    const DTYPE: DType = DType::String;
    const RUST: &'static str = "Bytes";

    fn append(leaf: &Leaf<'_>, items: &mut Vec<Self>) -> Result<()> {
        Self::append_sharing(leaf, items, &mut Shared::default(), 0)
    }

    fn append_sharing(
        leaf: &Leaf<'_>,
        items: &mut Vec<Self>,
        shared: &mut Shared,
        expected: usize,
    ) -> Result<()> {
        shared.copy(strings_of(leaf)?, expected, items);
        Ok(())
    }

    fn read<R>(leaf: &Leaf<'_>, take: impl FnOnce(&mut dyn FnMut() -> Self) -> R) -> Result<R> {
        one_by_one(leaf, take)
    }

    fn tensor(shape: Vec<usize>, items: Vec<Self>) -> Tensor {
        Tensor::strings(shape, items)
    }
}

fn one_by_one<T: Item, R>(leaf: &Leaf<'_>, take: impl FnOnce(&mut dyn FnMut() -> T) -> R) -> Result<R> {
    let mut items = Vec::new();
    T::append(leaf, &mut items)?;
    let mut items = items.into_iter();
    Ok(take(&mut || items.next().unwrap_or_default()))
}
