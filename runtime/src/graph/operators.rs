use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

use bytes::Bytes;
use half::{bf16, f16};
use tfdata_spec::DType;

use super::{Any, Fields, Tensor};
use crate::element::{Element, Item};
use crate::libtensorflow as lib;

/// The other side of an operator with a `Tensor<T>`: a tensor of the same items, or a number or text that becomes a
/// constant of their dtype.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be combined with a tensor of `{T}`",
    label = "not a tensor or value of `{T}`",
    note = "convert one of two tensors: `.cast::<{T}>()`",
    note = "for an array use `g.constant(array)`"
)]
pub trait Operand<T> {
    /// This as a tensor that goes with `tensor`.
    #[doc(hidden)]
    fn like(self, tensor: &Tensor) -> Tensor;
}

impl<T> Operand<T> for Tensor<T> {
    fn like(self, _: &Tensor) -> Tensor {
        self.untyped()
    }
}

impl<T> Operand<T> for &Tensor<T> {
    fn like(self, _: &Tensor) -> Tensor {
        self.untyped()
    }
}

// A tensor whose dtype the compiler doesn't know goes with all others, and they go with it.

impl<T: Item> Operand<T> for Tensor {
    fn like(self, _: &Tensor) -> Tensor {
        self
    }
}

impl<T: Item> Operand<T> for &Tensor {
    fn like(self, _: &Tensor) -> Tensor {
        self.clone()
    }
}

impl<T: Item> Operand<Any> for Tensor<T> {
    fn like(self, _: &Tensor) -> Tensor {
        self.untyped()
    }
}

impl<T: Item> Operand<Any> for &Tensor<T> {
    fn like(self, _: &Tensor) -> Tensor {
        self.untyped()
    }
}

impl<E: Element<Tensors = Tensor<T>>, T> Operand<T> for &Fields<E> {
    fn like(self, _: &Tensor) -> Tensor {
        self.untyped()[0].clone()
    }
}

macro_rules! texts {
    ($($T:ty),*) => { $(
        impl Operand<$T> for &str {
            fn like(self, tensor: &Tensor) -> Tensor {
                tensor.graph.constant(self).untyped()
            }
        }
    )* };
}

texts!(String, Bytes, Any);

macro_rules! truths {
    ($($T:ty),*) => { $(
        impl Operand<$T> for bool {
            fn like(self, tensor: &Tensor) -> Tensor {
                tensor.graph.constant(self).untyped()
            }
        }
    )* };
}

truths!(bool, Any);

/// Numbers of these types go with tensors of those.
macro_rules! numbers {
    ($bytes:ident: [$($N:ty),*] $T:tt) => { $( numbers!(@ $bytes $N, $T); )* };
    (@ $bytes:ident $N:ty, [$($T:ty),*]) => { $(
        impl Operand<$T> for $N {
            fn like(self, tensor: &Tensor) -> Tensor {
                number(tensor, self, $bytes(tensor.dtype(), self.into()))
            }
        }
    )* };
}

numbers!(integer: [i32, i64, u8] [i8, i16, i32, i64, u8, u16, u32, u64, f16, bf16, f32, f64, Any]);
numbers!(float: [f32, f64] [f16, bf16, f32, f64, Any]);

/// The number of these bytes, as a constant.
fn number(tensor: &Tensor, number: impl std::fmt::Display, bytes: Option<Vec<u8>>) -> Tensor {
    if tensor.output.is_none() {
        return tensor.clone();
    }
    let dtype = tensor.dtype();
    let Some(bytes) = bytes else {
        return tensor.graph.fail(format!("the number {number} cannot be a {dtype}; cast one side"));
    };
    match lib::Tensor::from_bytes(dtype, &[], &bytes) {
        Ok(number) => tensor.graph.constant_tensor(number),
        Err(error) => tensor.graph.fail(error.to_string()),
    }
}

fn integer(dtype: DType, number: i64) -> Option<Vec<u8>> {
    Some(match dtype {
        DType::I8 => i8::try_from(number).ok()?.to_ne_bytes().to_vec(),
        DType::I16 => i16::try_from(number).ok()?.to_ne_bytes().to_vec(),
        DType::I32 => i32::try_from(number).ok()?.to_ne_bytes().to_vec(),
        DType::I64 => number.to_ne_bytes().to_vec(),
        DType::U8 => u8::try_from(number).ok()?.to_ne_bytes().to_vec(),
        DType::U16 => u16::try_from(number).ok()?.to_ne_bytes().to_vec(),
        DType::U32 => u32::try_from(number).ok()?.to_ne_bytes().to_vec(),
        DType::U64 => u64::try_from(number).ok()?.to_ne_bytes().to_vec(),
        _ => return float(dtype, number as f64),
    })
}

fn float(dtype: DType, number: f64) -> Option<Vec<u8>> {
    Some(match dtype {
        DType::F16 => f16::from_f64(number).to_ne_bytes().to_vec(),
        DType::BF16 => bf16::from_f64(number).to_ne_bytes().to_vec(),
        DType::F32 => (number as f32).to_ne_bytes().to_vec(),
        DType::F64 => number.to_ne_bytes().to_vec(),
        _ => return None,
    })
}

macro_rules! operators {
    ($($Trait:ident $method:ident $op:literal;)*) => { $(
        impl<T, R: Operand<T>> $Trait<R> for &Tensor<T> {
            type Output = Tensor<T>;
            fn $method(self, other: R) -> Tensor<T> {
                self.binary($op, other)
            }
        }
        impl<T, R: Operand<T>> $Trait<R> for Tensor<T> {
            type Output = Tensor<T>;
            fn $method(self, other: R) -> Tensor<T> {
                self.binary($op, other)
            }
        }
        impl<E: Element<Tensors = Tensor<T>>, T, R: Operand<T>> $Trait<R> for &Fields<E> {
            type Output = Tensor<T>;
            fn $method(self, other: R) -> Tensor<T> {
                self.binary($op, other)
            }
        }
    )* };
}

operators! {
    Add add "AddV2";
    Sub sub "Sub";
    Mul mul "Mul";
    Div div "RealDiv";
    Rem rem "FloorMod";
}

impl<T> Neg for &Tensor<T> {
    type Output = Tensor<T>;
    fn neg(self) -> Tensor<T> {
        self.graph.op("Neg").input(self).finish().known()
    }
}

impl<T> Neg for Tensor<T> {
    type Output = Self;
    fn neg(self) -> Self {
        -&self
    }
}

impl<E: Element<Tensors = Tensor<T>>, T> Neg for &Fields<E> {
    type Output = Tensor<T>;
    fn neg(self) -> Tensor<T> {
        -&**self
    }
}
