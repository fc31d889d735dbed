use ndarray::{Array1, Array2, Array3};
use tfdata::{Bytes, Complex, Element, bf16, f16};

/// One element of the dataset.
///
/// The dataset is batched: each element is a batch of many rows.
#[derive(Clone, Debug, Element)]
#[element(batched)]
pub struct WineBatched {
    /// `float32 [?, 13]`
    #[element(shape = [_, 13])]
    pub all: Array2<f32>,
    /// `bfloat16 [?, 3]`
    #[element(shape = [_, 3])]
    pub bf16: Array2<bf16>,
    /// `complex128 [?]`
    pub c128: Array1<Complex<f64>>,
    /// `complex64 [?]`
    pub c64: Array1<Complex<f32>>,
    /// `string [?]`
    pub class_name: Array1<Bytes>,
    /// `float32 [?, 0, 2]`
    #[element(shape = [_, 0, 2])]
    pub empty: Array3<f32>,
    /// `float16 [?, 3]`
    #[element(shape = [_, 3])]
    pub f16: Array2<f16>,
    /// `float64 [?]`
    pub f64: Array1<f64>,
    /// `bool [?, 2]`
    #[element(shape = [_, 2])]
    pub flags: Array2<bool>,
    /// `int16 [?]`
    pub i16: Array1<i16>,
    /// `int32 [?]`
    pub i32: Array1<i32>,
    /// `int64 [?]`
    pub i64: Array1<i64>,
    /// `int8 [?]`
    pub i8: Array1<i8>,
    /// `int64 [?]`
    pub label: Array1<i64>,
    /// `string [?, 2]`
    #[element(shape = [_, 2])]
    pub two_names: Array2<Bytes>,
    /// `uint16 [?]`
    pub u16: Array1<u16>,
    /// `uint32 [?]`
    pub u32: Array1<u32>,
    /// `uint64 [?]`
    pub u64: Array1<u64>,
    /// `uint8 [?, 3, 1]`
    #[element(shape = [_, 3, 1])]
    pub u8: Array3<u8>,
}
