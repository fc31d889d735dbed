use crate::DType;

/// Which numbers of another dtype a field takes: `#[element(cast)]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cast {
    /// None: the dtype must be that of the type.
    #[default]
    No,
    /// Those of a dtype all of whose values the type has too: `cast`.
    Exact,
    /// Those of any dtype, converted as Rust's `as` does: `cast = "lossy"`.
    Lossy,
}

impl Cast {
    /// Whether a field of dtype `want` takes what has dtype `have`.
    ///
    /// Numbers only: not `bool`, no strings, and no complex number as a real one.
    ///
    /// ```
    /// use tfdata_spec::{Cast, DType};
    ///
    /// assert!(Cast::Exact.takes(DType::I64, DType::I32));
    /// assert!(!Cast::Exact.takes(DType::F32, DType::I32));
    /// assert!(Cast::Lossy.takes(DType::F32, DType::I32));
    /// assert!(!Cast::Lossy.takes(DType::I32, DType::Bool));
    /// ```
    pub const fn takes(self, want: DType, have: DType) -> bool {
        if want.number() == have.number() {
            return true;
        }
        let (Some(want), Some(have)) = (Number::of(want), Number::of(have)) else { return false };
        match self {
            Self::No => false,
            Self::Exact => want.has_all_of(have),
            Self::Lossy => want.complex || !have.complex,
        }
    }
}

/// What numbers a dtype has.
#[derive(Clone, Copy)]
struct Number {
    signed: bool,
    /// So many binary digits.
    digits: u32,
    /// So many binary digits for the exponent; 0 for integers.
    exponent: u32,
    complex: bool,
}

impl Number {
    const fn of(dtype: DType) -> Option<Self> {
        Some(match dtype {
            DType::I8 => Self::integer(true, 7),
            DType::I16 => Self::integer(true, 15),
            DType::I32 => Self::integer(true, 31),
            DType::I64 => Self::integer(true, 63),
            DType::U8 => Self::integer(false, 8),
            DType::U16 => Self::integer(false, 16),
            DType::U32 => Self::integer(false, 32),
            DType::U64 => Self::integer(false, 64),
            DType::F16 => Self::float(11, 5),
            DType::BF16 => Self::float(8, 8),
            DType::F32 => Self::float(24, 8),
            DType::F64 => Self::float(53, 11),
            DType::C64 => Self { complex: true, ..Self::float(24, 8) },
            DType::C128 => Self { complex: true, ..Self::float(53, 11) },
            _ => return None,
        })
    }

    const fn integer(signed: bool, digits: u32) -> Self {
        Self { signed, digits, exponent: 0, complex: false }
    }

    const fn float(digits: u32, exponent: u32) -> Self {
        Self { signed: true, digits, exponent, complex: false }
    }

    const fn has_all_of(self, other: Self) -> bool {
        (self.complex || !other.complex)
            && (self.signed || !other.signed)
            && self.digits >= other.digits
            && self.exponent >= other.exponent
    }
}
