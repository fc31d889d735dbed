use std::fmt;

/// The type of the items of a tensor: TensorFlow's `tf.DType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DType {
    /// `tf.float32`, `f32` in Rust.
    F32,
    /// `tf.float64`, `f64` in Rust.
    F64,
    /// `tf.float16`, `half::f16` in Rust.
    F16,
    /// `tf.bfloat16`, `half::bf16` in Rust.
    BF16,
    /// `tf.int8`.
    I8,
    /// `tf.int16`.
    I16,
    /// `tf.int32`.
    I32,
    /// `tf.int64`.
    I64,
    /// `tf.uint8`.
    U8,
    /// `tf.uint16`.
    U16,
    /// `tf.uint32`.
    U32,
    /// `tf.uint64`.
    U64,
    /// `tf.bool`.
    Bool,
    /// `tf.complex64`, `Complex<f32>` in Rust.
    C64,
    /// `tf.complex128`, `Complex<f64>` in Rust.
    C128,
    /// `tf.string`: any bytes; `String` or `Bytes` in Rust.
    String,
    /// `tf.variant`: an opaque object, for instance a dataset or a ragged tensor on its way.
    Variant,
    /// `tf.resource`: a handle.
    Resource,
    /// Any other value of TensorFlow's `DataType` enumeration, for which there is no Rust type here.
    Other(i32),
}

impl DType {
    /// The dtype with this number in TensorFlow's `DataType` enumeration.
    pub const fn from_number(number: i32) -> Self {
        match number {
            1 => Self::F32,
            2 => Self::F64,
            3 => Self::I32,
            4 => Self::U8,
            5 => Self::I16,
            6 => Self::I8,
            7 => Self::String,
            8 => Self::C64,
            9 => Self::I64,
            10 => Self::Bool,
            14 => Self::BF16,
            17 => Self::U16,
            18 => Self::C128,
            19 => Self::F16,
            20 => Self::Resource,
            21 => Self::Variant,
            22 => Self::U32,
            23 => Self::U64,
            other => Self::Other(other),
        }
    }

    /// This dtype's number in TensorFlow's `DataType` enumeration.
    pub const fn number(self) -> i32 {
        match self {
            Self::F32 => 1,
            Self::F64 => 2,
            Self::I32 => 3,
            Self::U8 => 4,
            Self::I16 => 5,
            Self::I8 => 6,
            Self::String => 7,
            Self::C64 => 8,
            Self::I64 => 9,
            Self::Bool => 10,
            Self::BF16 => 14,
            Self::U16 => 17,
            Self::C128 => 18,
            Self::F16 => 19,
            Self::Resource => 20,
            Self::Variant => 21,
            Self::U32 => 22,
            Self::U64 => 23,
            Self::Other(number) => number,
        }
    }

    /// The size of one item in bytes; `None` for strings, variants, resources and unknown dtypes.
    pub const fn size(self) -> Option<usize> {
        match self {
            Self::I8 | Self::U8 | Self::Bool => Some(1),
            Self::F16 | Self::BF16 | Self::I16 | Self::U16 => Some(2),
            Self::F32 | Self::I32 | Self::U32 => Some(4),
            Self::F64 | Self::I64 | Self::U64 | Self::C64 => Some(8),
            Self::C128 => Some(16),
            Self::String | Self::Variant | Self::Resource | Self::Other(_) => None,
        }
    }

    /// TensorFlow's name, for instance `float32`; `dtype#99` for one that is unknown here.
    pub fn name(self) -> std::borrow::Cow<'static, str> {
        let name = match self {
            Self::F32 => "float32",
            Self::F64 => "float64",
            Self::F16 => "float16",
            Self::BF16 => "bfloat16",
            Self::I8 => "int8",
            Self::I16 => "int16",
            Self::I32 => "int32",
            Self::I64 => "int64",
            Self::U8 => "uint8",
            Self::U16 => "uint16",
            Self::U32 => "uint32",
            Self::U64 => "uint64",
            Self::Bool => "bool",
            Self::C64 => "complex64",
            Self::C128 => "complex128",
            Self::String => "string",
            Self::Variant => "variant",
            Self::Resource => "resource",
            Self::Other(number) => return format!("dtype#{number}").into(),
        };
        name.into()
    }

    /// The dtype of this name, for instance `float32`.
    pub fn from_name(name: &str) -> Option<Self> {
        // The enumeration's numbers, those of quantized types left out.
        (1..=23).map(Self::from_number).find(|dtype| !matches!(dtype, Self::Other(_)) && dtype.name() == name)
    }

    /// The Rust type that holds one item of this dtype, as a user writes it.
    pub const fn rust_name(self) -> Option<&'static str> {
        Some(match self {
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::F16 => "f16",
            Self::BF16 => "bf16",
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::Bool => "bool",
            Self::C64 => "Complex<f32>",
            Self::C128 => "Complex<f64>",
            Self::String => "String",
            Self::Variant | Self::Resource | Self::Other(_) => return None,
        })
    }
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}
