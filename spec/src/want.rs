use crate::{Cast, DType, Shape};

/// What a Rust type wants of a dataset. Built in constants (`<T as Element>::SPEC`), so all of it is `Copy`
/// and `const`.
///
/// The *leaves* of a want are its tensors, in the order in which the fields are declared. [`crate::bind()`] gives
/// one [`crate::Slot`] for each.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Want {
    /// A dense tensor.
    Tensor(TensorWant),
    /// A struct or tuple.
    Struct(StructWant),
    /// What the inner one wants, every leaf with one more axis in front: a batch.
    Batched(&'static Want),
    /// A ragged tensor of any number of ragged dimensions.
    Ragged(ItemWant),
    /// A sparse tensor of any rank.
    Sparse(ItemWant),
    /// What the inner one wants, or nothing: a `tf.experimental.Optional`, or a feature that may be lacking.
    Optional(&'static Want),
    /// A nested dataset whose elements are what the inner one wants.
    Dataset(&'static Want),
    /// A dict of any keys, each of whose members is what the inner one wants.
    Map(&'static Want),
    /// Anything at all.
    Any,
    /// Python's `None`.
    Unit,
}

/// A dense tensor that a type wants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TensorWant {
    /// The dtype it must have.
    pub dtype: DType,
    /// The dimensions that it must have.
    pub dims: Dims,
    /// The Rust type of its items, as the user writes it: `f32`, `Bytes`; for messages.
    pub rust: &'static str,
}

/// The items of a ragged or sparse tensor that a type wants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ItemWant {
    /// The dtype that they must have.
    pub dtype: DType,
    /// The Rust type of the whole: `Ragged`, `Sparse`; for messages.
    pub rust: &'static str,
}

/// A struct or tuple that a type wants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StructWant {
    /// The Rust type's name; `tuple` for a tuple. For messages.
    pub name: &'static str,
    /// Whether fields are found by name or by position.
    pub kind: StructKind,
    /// The fields in their declared order, without skipped ones.
    pub fields: &'static [FieldWant],
    /// Whether features of the dataset that no field names are an error (`deny_unknown_fields`).
    pub exact: bool,
}

/// How the fields of a struct find their part of the dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StructKind {
    /// By name: from a dict or a named tuple.
    Named,
    /// By position: from a tuple.
    Tuple,
}

/// A field that a type wants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldWant {
    /// The name or position to look for.
    pub key: Key,
    /// Further names to look for, in this order, where there is nothing under the first (`alias`).
    pub aliases: &'static [&'static str],
    /// What it must be.
    pub want: Want,
    /// `#[element(shape = [..])]`: dimensions that narrow those of the type.
    pub shape: Option<Dims>,
    /// Whether it may be absent from the dataset (`default`).
    pub optional: bool,
    /// Which other dtypes of numbers it takes (`cast`).
    pub cast: Cast,
}

/// Where a field's data is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// Under this name.
    Name(&'static str),
    /// At this position.
    Index(usize),
}

/// The dimensions that a tensor must have: any rank, or a rank of at most [`Dims::MAX_RANK`] in which each
/// dimension is fixed or open. `Copy` and `const`, unlike [`Shape`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dims {
    rank: Option<u8>,
    dims: [Option<usize>; Dims::MAX_RANK],
}

impl Dims {
    /// The largest rank that can be described.
    pub const MAX_RANK: usize = 8;
    /// Any rank, any dimensions.
    pub const ANY: Self = Self { rank: None, dims: [None; Self::MAX_RANK] };
    /// A scalar.
    pub const SCALAR: Self = Self { rank: Some(0), dims: [None; Self::MAX_RANK] };

    /// This rank, every dimension open.
    ///
    /// # Panics
    /// In a constant, so at compile time: if `rank` is more than [`Dims::MAX_RANK`].
    pub const fn of_rank(rank: usize) -> Self {
        assert!(rank <= Self::MAX_RANK, "tfdata supports at most 8 dimensions");
        Self { rank: Some(rank as u8), dims: [None; Self::MAX_RANK] }
    }

    /// These dimensions; `None` is open.
    ///
    /// # Panics
    /// In a constant, so at compile time: if there are more than [`Dims::MAX_RANK`].
    pub const fn new(dims: &[Option<usize>]) -> Self {
        let mut all = Self::of_rank(dims.len());
        let mut axis = 0;
        while axis < dims.len() {
            all.dims[axis] = dims[axis];
            axis += 1;
        }
        all
    }

    /// One more axis in front. Any rank stays any rank.
    ///
    /// # Panics
    /// In a constant, so at compile time: if the rank becomes more than [`Dims::MAX_RANK`].
    pub const fn with_leading(self, dim: Option<usize>) -> Self {
        let Some(rank) = self.rank else { return Self::ANY };
        let mut all = Self::of_rank(rank as usize + 1);
        all.dims[0] = dim;
        let mut axis = 0;
        while axis < rank as usize {
            all.dims[axis + 1] = self.dims[axis];
            axis += 1;
        }
        all
    }

    /// The number of dimensions; `None` if any will do.
    pub const fn rank(&self) -> Option<usize> {
        match self.rank {
            Some(rank) => Some(rank as usize),
            None => None,
        }
    }

    /// The size of this dimension; `None` if it is open.
    pub(crate) const fn get(&self, axis: usize) -> Option<usize> {
        self.dims[axis]
    }

    /// The dimensions; `None` if any rank will do.
    pub fn dims(&self) -> Option<&[Option<usize>]> {
        self.rank.map(|rank| &self.dims[..usize::from(rank)])
    }

    /// Whether a tensor of this shape, known at run time, has these dimensions.
    pub fn accepts(&self, shape: &[usize]) -> bool {
        match self.dims() {
            None => true,
            Some(dims) => {
                dims.len() == shape.len()
                    && dims.iter().zip(shape).all(|(want, have)| want.is_none_or(|want| want == *have))
            }
        }
    }

    /// The same as a [`Shape`], for printing.
    pub fn to_shape(&self) -> Shape {
        self.dims().map_or(Shape::UNKNOWN, Shape::new)
    }
}

impl Want {
    /// A dense tensor of this dtype and these dimensions, whose items the user writes as `rust`.
    pub const fn tensor(dtype: DType, dims: Dims, rust: &'static str) -> Self {
        Self::Tensor(TensorWant { dtype, dims, rust })
    }
}

impl StructWant {
    /// Without fields so far, which are found by name.
    pub const NAMED: Self = Self { name: "", kind: StructKind::Named, fields: &[], exact: false };
    /// Without fields so far, which are found by position.
    pub const TUPLE: Self = Self { kind: StructKind::Tuple, ..Self::NAMED };
}

impl FieldWant {
    /// A field found by this name.
    pub const fn named(name: &'static str, want: Want) -> Self {
        Self { key: Key::Name(name), ..Self::at(0, want) }
    }

    /// A field found at this position.
    pub const fn at(index: usize, want: Want) -> Self {
        Self { key: Key::Index(index), aliases: &[], want, shape: None, optional: false, cast: Cast::No }
    }

    /// The same field, its dimensions narrowed.
    pub const fn shape(self, dims: Dims) -> Self {
        Self { shape: Some(dims), ..self }
    }

    /// Whether it has a value of its own where the dataset has nothing for it in one element: an `Option` is `None`
    /// there.
    pub(crate) const fn has_own_default(&self) -> bool {
        self.optional && !matches!(self.want, Want::Optional(_))
    }

    /// The same field, which is looked for under these names too.
    pub const fn aliases(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    /// The same field, which takes numbers of these other dtypes too.
    pub const fn cast(self, cast: Cast) -> Self {
        Self { cast, ..self }
    }

    /// The keys under which it is looked for, the first one first.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        std::iter::once(self.key).chain(self.aliases.iter().copied().map(Key::Name))
    }

    /// The same field, which may be absent.
    pub const fn optional(self) -> Self {
        Self { optional: true, ..self }
    }
}
