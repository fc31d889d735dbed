use tfdata_spec::DType;

/// One component of an element (or of a batch) as an engine lends it to a column: its dtype, its shape, and its
/// items where they lie. Nothing is copied to make one.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Component<'a> {
    /// Items of a fixed size, one after the other in row-major order, in the byte order of this machine. The
    /// bytes need not be aligned.
    Plain {
        /// The dtype, one with a size.
        dtype: DType,
        /// The shape.
        shape: &'a [usize],
        /// The items.
        bytes: &'a [u8],
    },
    /// Strings, in row-major order.
    Strings {
        /// The shape.
        shape: &'a [usize],
        /// The strings.
        strings: &'a dyn StringItems,
    },
}

/// Strings wherever an engine keeps them.
pub trait StringItems: Sync {
    /// How many there are.
    fn len(&self) -> usize;
    /// String `index`, which is less than [`StringItems::len`].
    fn get(&self, index: usize) -> &[u8];
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'a> Component<'a> {
    /// Its shape.
    pub fn shape(&self) -> &'a [usize] {
        match self {
            Self::Plain { shape, .. } | Self::Strings { shape, .. } => shape,
        }
    }

    /// Its dtype.
    pub fn dtype(&self) -> DType {
        match self {
            Self::Plain { dtype, .. } => *dtype,
            Self::Strings { .. } => DType::String,
        }
    }
}
