use ndarray::Array2;
use tfdata::{Bytes, Complex, Element, bf16, f16};

/// One element of the dataset.
///
/// The dataset is batched, and this is one row of it: open it as [`BottleBatch`].
#[derive(Clone, Debug, Element)]
pub struct Bottle {
    /// `float32 [13]`
    pub all: [f32; 13],
    /// `bfloat16 [3]`
    pub bf16: [bf16; 3],
    /// `complex128 []`
    pub c128: Complex<f64>,
    /// `complex64 []`
    pub c64: Complex<f32>,
    /// `string []`
    pub class_name: Bytes,
    /// `float32 [0, 2]`
    #[element(shape = [0, 2])]
    pub empty: Array2<f32>,
    /// `float16 [3]`
    pub f16: [f16; 3],
    /// `float64 []`
    pub f64: f64,
    /// `bool [2]`
    pub flags: [bool; 2],
    /// `int16 []`
    pub i16: i16,
    /// `int32 []`
    pub i32: i32,
    /// `int64 []`
    pub i64: i64,
    /// `int8 []`
    pub i8: i8,
    /// `int64 []`
    pub label: i64,
    /// `string [2]`
    pub two_names: [Bytes; 2],
    /// `uint16 []`
    pub u16: u16,
    /// `uint32 []`
    pub u32: u32,
    /// `uint64 []`
    pub u64: u64,
    /// `uint8 [3, 1]`
    pub u8: [[u8; 1]; 3],
}
