use bytes::Bytes;
use half::{bf16, f16};
use ndarray::{Array, Dimension};
use num_complex::Complex;

/// An item of an array that is compared by its bits.
pub trait Bits {
    /// TensorFlow's name of its dtype.
    const DTYPE: &'static str;

    /// Its bytes, as the truth stores them.
    fn bits(&self, out: &mut Vec<u8>);

    /// An item with these bytes, as a person reads it.
    fn show(bits: &[u8]) -> String;
}

macro_rules! numbers {
    ($($T:ty, $dtype:literal;)*) => { $(
        impl Bits for $T {
            const DTYPE: &'static str = $dtype;

            fn bits(&self, out: &mut Vec<u8>) {
                out.extend(self.to_le_bytes());
            }

            fn show(bits: &[u8]) -> String {
                match bits.try_into() {
                    Ok(bits) => format!("{:?}", <$T>::from_le_bytes(bits)),
                    Err(_) => format!("{bits:02x?}"),
                }
            }
        }
    )* };
}

numbers! {
    f32, "float32";
    f64, "float64";
    f16, "float16";
    bf16, "bfloat16";
    i8, "int8";
    i16, "int16";
    i32, "int32";
    i64, "int64";
    u8, "uint8";
    u16, "uint16";
    u32, "uint32";
    u64, "uint64";
}

impl Bits for bool {
    const DTYPE: &'static str = "bool";

    fn bits(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn show(bits: &[u8]) -> String {
        match bits {
            [0] => "false".to_owned(),
            [1] => "true".to_owned(),
            _ => format!("{bits:02x?}"),
        }
    }
}

macro_rules! complexes {
    ($($T:ty, $dtype:literal;)*) => { $(
        impl Bits for Complex<$T> {
            const DTYPE: &'static str = $dtype;

            fn bits(&self, out: &mut Vec<u8>) {
                self.re.bits(out);
                self.im.bits(out);
            }

            fn show(bits: &[u8]) -> String {
                let (re, im) = bits.split_at(bits.len() / 2);
                format!("{} + {}i", <$T>::show(re), <$T>::show(im))
            }
        }
    )* };
}

complexes! {
    f32, "complex64";
    f64, "complex128";
}

macro_rules! strings {
    ($($T:ty),*) => { $(
        impl Bits for $T {
            const DTYPE: &'static str = "string";

            fn bits(&self, out: &mut Vec<u8>) {
                let bytes: &[u8] = self.as_ref();
                out.extend(bytes);
            }

            fn show(bits: &[u8]) -> String {
                format!("\"{}\"", bits.escape_ascii())
            }
        }
    )* };
}

strings!(String, Bytes, Vec<u8>);

/// A scalar, or an array with its shape in its type.
pub trait Fixed {
    /// The type of its items.
    type Item: Bits;
    /// Adds its dimensions to a shape.
    fn dims(shape: &mut Vec<usize>);
    /// Calls with every item in row-major order.
    fn visit(&self, visitor: &mut dyn FnMut(&Self::Item));
}

macro_rules! scalars {
    ($($T:ty),* $(,)?) => { $(
        impl Fixed for $T {
            type Item = Self;
            fn dims(_: &mut Vec<usize>) {}
            fn visit(&self, visitor: &mut dyn FnMut(&Self)) {
                visitor(self);
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

impl<E: Fixed, const N: usize> Fixed for [E; N] {
    type Item = E::Item;

    fn dims(shape: &mut Vec<usize>) {
        shape.push(N);
        E::dims(shape);
    }

    fn visit(&self, visitor: &mut dyn FnMut(&E::Item)) {
        for inner in self {
            inner.visit(visitor);
        }
    }
}

/// A component of an element or of a batch: a scalar, a fixed array, or an `Array`.
pub trait Piece {
    /// The type of its items.
    type Item: Bits;
    /// Its shape.
    fn shape(&self) -> Vec<usize>;
    /// Calls with every item in row-major order.
    fn visit(&self, visitor: &mut dyn FnMut(&Self::Item));
}

impl<T: Fixed> Piece for T {
    type Item = T::Item;

    fn shape(&self) -> Vec<usize> {
        let mut shape = Vec::new();
        T::dims(&mut shape);
        shape
    }

    fn visit(&self, visitor: &mut dyn FnMut(&T::Item)) {
        Fixed::visit(self, visitor);
    }
}

impl<T: Bits, D: Dimension> Piece for Array<T, D> {
    type Item = T;

    fn shape(&self) -> Vec<usize> {
        Array::shape(self).to_vec()
    }

    fn visit(&self, visitor: &mut dyn FnMut(&T)) {
        self.iter().for_each(visitor);
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    fn bits<T: Bits>(item: &T) -> Vec<u8> {
        let mut out = Vec::new();
        item.bits(&mut out);
        out
    }

    #[test]
    fn bits_are_little_endian_and_keep_nan() {
        assert_eq!(bits(&1_u16), [1, 0]);
        assert_eq!(bits(&f32::from_bits(0x7fc0_0001)), [1, 0, 0xc0, 0x7f]);
        assert_eq!(bits(&Complex::new(0_f32, 1.0)), [0, 0, 0, 0, 0, 0, 0x80, 0x3f]);
        assert_ne!(bits(&0.0_f64), bits(&-0.0_f64));
    }

    #[test]
    fn pieces_have_shape_and_items_in_order() {
        let piece = [[1_u8, 2], [3, 4], [5, 6]];
        assert_eq!(Piece::shape(&piece), [3, 2]);
        assert_eq!(Piece::shape(&[[0_u8; 2]; 0]), [0, 2]);
        assert_eq!(Piece::shape(&1.5_f32), [] as [usize; 0]);
        let array = array![[1_u8, 2], [3, 4], [5, 6]];
        let mut items = Vec::new();
        Piece::visit(&array.t().to_owned(), &mut |item| items.push(*item));
        assert_eq!(items, [1, 3, 5, 2, 4, 6]);
    }

    #[test]
    fn shows_values_as_a_person_reads_them() {
        assert_eq!(f32::show(&1.5_f32.to_le_bytes()), "1.5");
        assert_eq!(bool::show(&[2]), "[02]");
        assert_eq!(String::show(b"a\xff"), r#""a\xff""#);
        assert_eq!(<Complex<f64>>::show(&bits(&Complex::new(1.0, -2.0))), "1.0 + -2.0i");
    }
}
