use std::fmt;

/// The static shape of a tensor as a dataset declares it (`tf.TensorShape`): the rank may be unknown, and so
/// may be each dimension.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shape(Option<Vec<Option<usize>>>);

impl Shape {
    /// A shape of which nothing is known.
    pub const UNKNOWN: Self = Self(None);

    /// A shape of known rank; `None` is a dimension known only at run time.
    pub fn new(dims: impl Into<Vec<Option<usize>>>) -> Self {
        Self(Some(dims.into()))
    }

    /// The shape of a scalar.
    pub fn scalar() -> Self {
        Self(Some(Vec::new()))
    }

    /// A fully known shape.
    pub fn known(dims: &[usize]) -> Self {
        Self(Some(dims.iter().copied().map(Some).collect()))
    }

    /// The dimensions, or `None` where the rank is unknown.
    pub fn dims(&self) -> Option<&[Option<usize>]> {
        self.0.as_deref()
    }

    /// The number of dimensions, where it is known.
    pub fn rank(&self) -> Option<usize> {
        self.0.as_ref().map(Vec::len)
    }

    /// All dimensions, where every one is known.
    pub fn as_known(&self) -> Option<Vec<usize>> {
        self.0.as_ref()?.iter().copied().collect()
    }

    /// This shape with one more axis in front.
    pub fn with_leading(&self, dim: Option<usize>) -> Self {
        Self(self.0.as_ref().map(|dims| std::iter::once(dim).chain(dims.iter().copied()).collect()))
    }

    /// This shape without its first axis; `None` for a scalar.
    pub fn without_leading(&self) -> Option<Self> {
        match &self.0 {
            None => Some(Self(None)),
            Some(dims) => Some(Self(Some(dims.split_first()?.1.to_vec()))),
        }
    }

    /// The most precise shape that both shapes are instances of (`TensorShape.most_specific_compatible_shape`).
    pub fn common(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (Some(a), Some(b)) if a.len() == b.len() => {
                Self(Some(a.iter().zip(b).map(|(a, b)| if a == b { *a } else { None }).collect()))
            }
            _ => Self(None),
        }
    }
}

/// `[?, 3]`, `[]` for a scalar, `[...]` where the rank is unknown.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(dims) = &self.0 else { return f.write_str("[...]") };
        f.write_str("[")?;
        for (axis, dim) in dims.iter().enumerate() {
            if axis > 0 {
                f.write_str(", ")?;
            }
            match dim {
                Some(dim) => write!(f, "{dim}")?,
                None => f.write_str("?")?,
            }
        }
        f.write_str("]")
    }
}
