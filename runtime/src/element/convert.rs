//! Numbers of one dtype as those of another, for fields with `cast`.

use half::{bf16, f16};
use num_complex::Complex;
use tfdata_spec::DType;

/// A number that others can be converted to, as Rust's `as` does: what is out of range wraps around between integers,
/// and becomes the nearest one otherwise.
pub(super) trait Number: Copy {
    fn of_signed(number: i64) -> Self;
    fn of_unsigned(number: u64) -> Self;
    fn of_float(number: f64) -> Self;
    /// Only of a complex number, the imaginary part is other than 0.
    fn of_complex(re: f64, im: f64) -> Self;
}

macro_rules! real {
    ($($T:ty),*) => { $(
        impl Number for $T {
            fn of_signed(number: i64) -> Self {
                number as Self
            }
            fn of_unsigned(number: u64) -> Self {
                number as Self
            }
            fn of_float(number: f64) -> Self {
                number as Self
            }
            fn of_complex(re: f64, _: f64) -> Self {
                re as Self
            }
        }
    )* };
}

real!(i8, i16, i32, i64, u8, u16, u32, u64, f32, f64);

macro_rules! half {
    ($($T:ty),*) => { $(
        impl Number for $T {
            fn of_signed(number: i64) -> Self {
                Self::from_f64(number as f64)
            }
            fn of_unsigned(number: u64) -> Self {
                Self::from_f64(number as f64)
            }
            fn of_float(number: f64) -> Self {
                Self::from_f64(number)
            }
            fn of_complex(re: f64, _: f64) -> Self {
                Self::from_f64(re)
            }
        }
    )* };
}

half!(f16, bf16);

macro_rules! complex {
    ($($T:ty),*) => { $(
        impl Number for Complex<$T> {
            fn of_signed(number: i64) -> Self {
                Self::new(number as $T, 0.0)
            }
            fn of_unsigned(number: u64) -> Self {
                Self::new(number as $T, 0.0)
            }
            fn of_float(number: f64) -> Self {
                Self::new(number as $T, 0.0)
            }
            fn of_complex(re: f64, im: f64) -> Self {
                Self::new(re as $T, im as $T)
            }
        }
    )* };
}

complex!(f32, f64);

/// Calls `add` with each number of these bytes, converted; `false` if they are no numbers.
pub(super) fn each<T: Number>(dtype: DType, bytes: &[u8], add: &mut dyn FnMut(T)) -> bool {
    macro_rules! numbers {
        ($S:ty, $convert:expr) => {
            super::unaligned::<$S>(bytes).map($convert).for_each(add)
        };
    }
    match dtype {
        DType::I8 => numbers!(i8, |n| T::of_signed(n.into())),
        DType::I16 => numbers!(i16, |n| T::of_signed(n.into())),
        DType::I32 => numbers!(i32, |n| T::of_signed(n.into())),
        DType::I64 => numbers!(i64, T::of_signed),
        DType::U8 => numbers!(u8, |n| T::of_unsigned(n.into())),
        DType::U16 => numbers!(u16, |n| T::of_unsigned(n.into())),
        DType::U32 => numbers!(u32, |n| T::of_unsigned(n.into())),
        DType::U64 => numbers!(u64, T::of_unsigned),
        DType::F16 => numbers!(f16, |n| T::of_float(n.into())),
        DType::BF16 => numbers!(bf16, |n| T::of_float(n.into())),
        DType::F32 => numbers!(f32, |n| T::of_float(n.into())),
        DType::F64 => numbers!(f64, T::of_float),
        DType::C64 => numbers!(Complex<f32>, |n| T::of_complex(n.re.into(), n.im.into())),
        DType::C128 => numbers!(Complex<f64>, |n| T::of_complex(n.re, n.im)),
        _ => return false,
    }
    true
}
