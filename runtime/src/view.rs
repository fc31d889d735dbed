//! Elements seen where they lie, without a copy.

use std::borrow::Cow;
use std::marker::PhantomData;

use ndarray::{ArrayView, CowArray, Dimension};
use tfdata_spec::{DType, Slot, nearest};

use crate::component::{Component, StringItems};
use crate::element::Item;
use crate::error::{Error, Result};
use crate::row::{Leaf, Row};

/// One element (of a batched dataset: one batch) in the engine's own memory, which may be shared with others: it can
/// be read, and is gone when the next element comes. [`Iter::next_view`](crate::Iter::next_view) lends it.
#[derive(Clone, Copy)]
pub struct View<'a> {
    slots: &'a [Slot],
    components: &'a [Component<'a>],
    element: u64,
}

/// Where an array of an element is: [`Iter::array_field`](crate::Iter::array_field) finds it, once for all elements.
#[derive(Clone, Debug)]
pub struct ArrayField<T, D> {
    place: usize,
    path: String,
    array: PhantomData<fn() -> (T, D)>,
}

/// Where strings of an element are: [`Iter::string_field`](crate::Iter::string_field) finds it, once for all elements.
#[derive(Clone, Debug)]
pub struct StringField {
    place: usize,
    path: String,
}

/// The strings of one component of an element, in row-major order, where they lie.
#[derive(Clone, Copy)]
pub struct StringsView<'a> {
    leaf: Leaf<'a>,
    strings: &'a dyn StringItems,
}

impl<'a> View<'a> {
    pub(crate) fn new(slots: &'a [Slot], components: &'a [Component<'a>], element: u64) -> Self {
        Self { slots, components, element }
    }

    /// The element's number, counted from 0 since the start of the iteration.
    pub fn number(&self) -> u64 {
        self.element
    }

    /// The array of this field: a view of the engine's memory. It is a copy only where items are not aligned as Rust
    /// wants them, which is so in some files; [`CowArray::is_view`] tells.
    ///
    /// # Errors
    /// [`Error::Shape`] if its shape is not what the struct wants, or has not the rank of `D`; [`Error::Bool`];
    /// [`Error::Argument`] if the field is of another dataset.
    pub fn array<T: ViewItem, D: Dimension>(&self, field: &ArrayField<T, D>) -> Result<CowArray<'a, T, D>> {
        let leaf = self.leaf(field.place, &field.path)?;
        let shape = leaf.component.shape();
        let other_rank = || Error::Shape {
            path: leaf.path.to_owned(),
            element: self.element,
            expected: tfdata_spec::Dims::of_rank(D::NDIM.unwrap_or_default()).to_shape(),
            got: shape.to_vec(),
        };
        let mut dim = D::zeros(shape.len());
        if D::NDIM.is_some_and(|rank| rank != shape.len()) {
            return Err(other_rank());
        }
        dim.slice_mut().copy_from_slice(shape);
        match T::items(&leaf)? {
            Cow::Borrowed(items) => {
                ArrayView::from_shape(dim, items).map(CowArray::from).map_err(|_| other_rank())
            }
            Cow::Owned(items) => {
                ndarray::Array::from_shape_vec(dim, items).map(CowArray::from).map_err(|_| other_rank())
            }
        }
    }

    /// The strings of this field.
    ///
    /// # Errors
    /// [`Error::Shape`] if its shape is not what the struct wants; [`Error::Argument`] if the field is of another
    /// dataset.
    pub fn strings(&self, field: &StringField) -> Result<StringsView<'a>> {
        let leaf = self.leaf(field.place, &field.path)?;
        match leaf.component {
            Component::Strings { strings, .. } => Ok(StringsView { leaf, strings: *strings }),
            _ => Err(leaf.not_dtype(DType::String)),
        }
    }

    /// What a type is read from.
    pub(crate) fn row(&self) -> Row<'a> {
        Row::element(self.slots, self.components, self.element)
    }

    fn leaf(&self, place: usize, path: &str) -> Result<Leaf<'a>> {
        let leaf = self.row().starting_at(place).next()?;
        if leaf.path == path {
            return Ok(leaf);
        }
        Err(argument(path, "it is a field of another dataset".into()))
    }
}

impl std::fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("View").field("number", &self.element).finish_non_exhaustive()
    }
}

impl<'a> StringsView<'a> {
    /// The shape of the component; `[]` for a single string.
    pub fn shape(&self) -> &'a [usize] {
        self.leaf.component.shape()
    }

    /// How many strings there are.
    pub fn len(&self) -> usize {
        self.strings.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of string `index`; `None` if there are not so many.
    pub fn get(&self, index: usize) -> Option<&'a [u8]> {
        (index < self.len()).then(|| self.strings.get(index))
    }

    /// The bytes of each string in turn.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'a [u8]> + use<'a> {
        let strings = self.strings;
        (0..strings.len()).map(move |index| strings.get(index))
    }

    /// Each string in turn, as text.
    ///
    /// # Errors
    /// Each item that is not UTF-8 is [`Error::Utf8`].
    pub fn texts(&self) -> impl ExactSizeIterator<Item = Result<&'a str>> + use<'a> {
        let leaf = self.leaf;
        self.iter()
            .enumerate()
            .map(move |(item, bytes)| std::str::from_utf8(bytes).map_err(|error| leaf.not_utf8(item, error)))
    }
}

impl std::fmt::Debug for StringsView<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter().map(String::from_utf8_lossy)).finish()
    }
}

impl<T: ViewItem, D: Dimension> ArrayField<T, D> {
    pub(crate) fn find(slots: &[Slot], wanted: &str) -> Result<Self> {
        let (place, path, dtype, rank) = find(slots, wanted)?;
        if dtype != T::DTYPE {
            return Err(argument(wanted, format!("it is {dtype}, which is no array of `{}`", T::RUST)));
        }
        if let (Some(have), Some(want)) = (rank, D::NDIM)
            && have != want
        {
            return Err(argument(wanted, format!("it has {have} axes, not {want}")));
        }
        Ok(Self { place, path, array: PhantomData })
    }
}

impl StringField {
    pub(crate) fn find(slots: &[Slot], wanted: &str) -> Result<Self> {
        let (place, path, dtype, _) = find(slots, wanted)?;
        if dtype != DType::String {
            return Err(argument(wanted, format!("it is {dtype}, not strings; use `array_field`")));
        }
        Ok(Self { place, path })
    }
}

/// The slot of the dense component with this path, and its path, dtype and rank.
fn find(slots: &[Slot], wanted: &str) -> Result<(usize, String, DType, Option<usize>)> {
    let dense = || {
        slots.iter().enumerate().filter_map(|(place, slot)| match slot {
            Slot::Tensor { path, dtype, dims, .. } => Some((place, path.clone(), *dtype, dims.rank())),
            _ => None,
        })
    };
    dense().find(|(_, path, ..)| path == wanted).ok_or_else(|| {
        let paths: Vec<String> = dense().map(|(_, path, ..)| path).collect();
        let listed = paths.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
        argument(
            wanted,
            match nearest(wanted, paths.iter().map(String::as_str)) {
                Some(path) => {
                    format!("there is no such dense component; did you mean `{path}`? There are {listed}")
                }
                None => format!("there is no such dense component; there are {listed}"),
            },
        )
    })
}

fn argument(path: &str, reason: String) -> Error {
    Error::Argument { method: format!("the field `{path}`"), reason }
}

/// An item that can be seen where it lies: a number or `bool`.
///
/// This trait is sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be viewed in place",
    label = "not a number or `bool`",
    note = "strings are seen as bytes: use `string_field` and `View::strings`"
)]
pub trait ViewItem: Item {
    /// The component's items: those that lie there, or a copy where they are not aligned.
    #[doc(hidden)]
    fn items<'a>(leaf: &Leaf<'a>) -> Result<Cow<'a, [Self]>>;
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use ndarray::Ix1;
    use tfdata_spec::Dims;

    use super::*;

    #[test]
    fn items_that_are_not_aligned_are_copied() {
        let slot = Slot::Tensor { index: 0, path: "x".into(), dtype: DType::F64, dims: Dims::ANY };
        let slots = [slot];
        let numbers = [1.5_f64, 2.5, 3.5];
        let mut bytes = vec![0];
        bytes.extend_from_slice(bytemuck::cast_slice(&numbers));
        let field = ArrayField::<f64, Ix1>::find(&slots, "x").unwrap();
        let odd = bytes[1..].as_ptr().addr() % align_of::<f64>() != 0;
        for (bytes, aligned) in [(bytemuck::cast_slice(&numbers), true), (&bytes[1..], !odd)] {
            let components = [Component::Plain { dtype: DType::F64, shape: &[3], bytes }];
            let array = View::new(&slots, &components, 0).array(&field).unwrap();
            assert_eq!(array.as_slice().unwrap(), numbers);
            assert_eq!(array.is_view(), aligned);
        }
    }
}
