//! The Rust types that read what a dataset has.

use crate::element::{Step, quoted};
use crate::{DType, ElementSpec, Shape, TensorSpec};

/// The most items for which a fixed-size array is suggested.
const SMALL: usize = 64;
/// The most dimensions for which ndarray has a named type.
const NAMED_RANK: usize = 6;

impl TensorSpec {
    /// The Rust type to write for this tensor: `f32`, `[[f32; 3]; 2]` where all dimensions are known and few
    /// items fill them, else `Array2<f32>`, or `ArrayD<f32>` where the rank is unknown or above 6. `None`
    /// where the dtype has no Rust type.
    ///
    /// ```
    /// # use tfdata_spec::{DType, Shape, TensorSpec};
    /// let rust = |shape| TensorSpec::new(DType::F32, shape).rust_type();
    /// assert_eq!(rust(Shape::known(&[2, 3])).as_deref(), Some("[[f32; 3]; 2]"));
    /// assert_eq!(rust(Shape::new([None, Some(3)])).as_deref(), Some("Array2<f32>"));
    /// ```
    pub fn rust_type(&self) -> Option<String> {
        let item = self.dtype.rust_name()?;
        Some(fixed(item, &self.shape).unwrap_or_else(|| array(item, &self.shape)))
    }

    /// Every good way to write it, each in backticks: `` `[f32; 3]` or `Array1<f32>` ``.
    pub(crate) fn rust_types(&self) -> Option<String> {
        let item = self.dtype.rust_name()?;
        let shapes = match fixed(item, &self.shape) {
            Some(fixed) if self.shape.rank() == Some(0) => format!("`{fixed}`"),
            Some(fixed) => format!("`{fixed}` or `{}`", array(item, &self.shape)),
            None => format!("`{}`", array(item, &self.shape)),
        };
        Some(match self.dtype {
            DType::String => format!("{shapes} (`Bytes` for what is not UTF-8)"),
            _ => shapes,
        })
    }
}

impl ElementSpec {
    /// The Rust type to write for this element, as far as one line can say it: `(Array1<f32>, i32)`; a dict is
    /// written as the struct's body, `{ feat: [f32; 3], wet: bool }`.
    ///
    /// Components that no field type reads stand as comments: `/* resource */`.
    pub fn rust_type(&self) -> String {
        match self {
            Self::Tensor(spec) => spec.rust_type().unwrap_or_else(|| format!("/* {} */", spec.dtype)),
            Self::None => "()".into(),
            Self::Tuple(members) if members.len() == 1 => format!("({},)", self.member_types(false)),
            Self::Tuple(_) => format!("({})", self.member_types(false)),
            Self::Dict(features) if features.is_empty() => "{}".into(),
            Self::Dict(_) | Self::NamedTuple { .. } => format!("{{ {} }}", self.member_types(true)),
            Self::Flat(components) => {
                let all = components.iter().map(|spec| Self::Tensor(spec.clone()).rust_type());
                format!("({})", all.collect::<Vec<_>>().join(", "))
            }
            Self::Ragged(spec) => composite("Ragged", spec.dtype),
            Self::Sparse(spec) => composite("Sparse", spec.dtype),
            Self::TensorArray(spec) => {
                let stacked = TensorSpec::new(spec.dtype, spec.shape.with_leading(None));
                Self::Tensor(stacked).rust_type()
            }
            Self::IndexedSlices { .. } => "{ values: ArrayD<_>, indices: Array1<_> }".into(),
            Self::Optional(inner) => format!("Option<{}>", inner.rust_type()),
            Self::Dataset(inner) => format!("Vec<{}>", inner.rust_type()),
        }
    }

    /// What to write for it in a struct, each way in backticks: `` `[f32; 3]` or `Array1<f32>` ``.
    pub fn rust_types(&self) -> String {
        match self {
            Self::None => "`()`, or no field for it".into(),
            Self::Tensor(spec) => match spec.rust_types() {
                Some(types) => types,
                None => format!("no field: no Rust type holds {}", spec.dtype),
            },
            _ => format!("`{}`", self.rust_type()),
        }
    }

    fn member_types(&self, named: bool) -> String {
        let member = |(step, spec): (Step<'_>, &Self)| match step {
            Step::Key(key) if named => format!("{}: {}", quoted(key), spec.rust_type()),
            _ => spec.rust_type(),
        };
        self.members().into_iter().map(member).collect::<Vec<_>>().join(", ")
    }
}

/// `Ragged<f32>`.
fn composite(name: &str, dtype: DType) -> String {
    match dtype.rust_name() {
        Some(item) => format!("{name}<{item}>"),
        None => format!("/* {dtype} */"),
    }
}

/// The type that a user writes for items of this type and these dimensions.
pub(crate) fn written(item: &str, shape: &Shape) -> String {
    fixed(item, shape).unwrap_or_else(|| array(item, shape))
}

/// `f32`, `[[f32; 3]; 2]`; `None` where a dimension is unknown, nothing, or the whole is large.
fn fixed(item: &str, shape: &Shape) -> Option<String> {
    let dims = shape.as_known()?;
    let items = dims.iter().try_fold(1_usize, |all, dim| all.checked_mul(*dim))?;
    if items == 0 || items > SMALL || dims.len() > NAMED_RANK {
        return None;
    }
    Some(dims.iter().rev().fold(item.to_owned(), |inner, dim| format!("[{inner}; {dim}]")))
}

/// `f32`, `Array2<f32>`, `ArrayD<f32>`.
fn array(item: &str, shape: &Shape) -> String {
    match shape.rank() {
        Some(0) => item.to_owned(),
        Some(rank) if rank <= NAMED_RANK => format!("Array{rank}<{item}>"),
        _ => format!("ArrayD<{item}>"),
    }
}
