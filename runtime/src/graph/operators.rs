use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

use half::{bf16, f16};
use tfdata_spec::DType;

use super::Tensor;
use crate::libtensorflow as lib;

/// The other side of an operator: a tensor, or a number or text that becomes a constant of the tensor's dtype.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be combined with a tensor of a graph",
    label = "not a tensor, number, `bool` or text",
    note = "for an array use `g.constant(array)`"
)]
pub trait Operand {
    /// This as a tensor that goes with `tensor`.
    #[doc(hidden)]
    fn like(self, tensor: &Tensor) -> Tensor;
}

impl Operand for Tensor {
    fn like(self, _: &Tensor) -> Tensor {
        self
    }
}

impl Operand for &Tensor {
    fn like(self, _: &Tensor) -> Tensor {
        self.clone()
    }
}

impl Operand for &str {
    fn like(self, tensor: &Tensor) -> Tensor {
        tensor.graph.constant(self)
    }
}

impl Operand for bool {
    fn like(self, tensor: &Tensor) -> Tensor {
        tensor.graph.constant(self)
    }
}

macro_rules! numbers {
    ($($T:ty: $bytes:ident),*) => { $(
        impl Operand for $T {
            fn like(self, tensor: &Tensor) -> Tensor {
                if tensor.output.is_none() {
                    return tensor.clone();
                }
                let dtype = tensor.dtype();
                let Some(bytes) = $bytes(dtype, self.into()) else {
                    return tensor.graph.fail(format!("the number {self} cannot be a {dtype}; cast one side"));
                };
                match lib::Tensor::from_bytes(dtype, &[], &bytes) {
                    Ok(number) => tensor.graph.constant_tensor(number),
                    Err(error) => tensor.graph.fail(error.to_string()),
                }
            }
        }
    )* };
}

numbers!(i32: integer, i64: integer, u8: integer, f32: float, f64: float);

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
        impl<R: Operand> $Trait<R> for &Tensor {
            type Output = Tensor;
            fn $method(self, other: R) -> Tensor {
                self.binary($op, other)
            }
        }
        impl<R: Operand> $Trait<R> for Tensor {
            type Output = Tensor;
            fn $method(self, other: R) -> Tensor {
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

impl Neg for &Tensor {
    type Output = Tensor;
    fn neg(self) -> Tensor {
        self.graph.op("Neg").input(self).finish()
    }
}

impl Neg for Tensor {
    type Output = Tensor;
    fn neg(self) -> Tensor {
        -&self
    }
}
