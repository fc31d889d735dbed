use tfdata_spec::{DType, Dims, Slot};

use crate::column::Loans;
use crate::component::Component;
use crate::error::{Error, Result};

/// The components of one element, or of one batch of elements, in the order in which a type's fields take them.
///
/// An engine makes one for each element; generated code hands it from field to field, and each leaf takes the
/// next component with [`Row::next`].
pub struct Row<'a> {
    slots: &'a [Slot],
    components: &'a [Component<'a>],
    /// Extra axes in front of what the slots describe: 1 where the engine batched the elements itself.
    lead: usize,
    /// For a batch: the length of axis 0, which all its components share.
    rows: usize,
    /// The number of the (first) element.
    element: u64,
    at: usize,
    /// Where columns lend their memory, if they do.
    loans: Option<&'a Loans>,
}

/// A component with what a leaf needs to check it and to speak of it.
#[derive(Clone, Copy)]
pub struct Leaf<'a> {
    /// The component.
    pub component: &'a Component<'a>,
    /// Its path in the dataset.
    pub path: &'a str,
    /// The number of the (first) element.
    pub element: u64,
    /// Where each row of the component is an element: how many items a row has.
    row_items: Option<usize>,
    /// The dtype that it was bound with: another one than the type's only where the field has `cast`.
    bound: DType,
    /// Where the column that takes it can lend its memory, and its number there.
    loan: Option<(&'a Loans, usize)>,
}

impl<'a> Row<'a> {
    /// One element: each component has the shape that its slot describes.
    pub fn element(slots: &'a [Slot], components: &'a [Component<'a>], element: u64) -> Self {
        let rows = leading(slots, components);
        Self { slots, components, lead: 0, rows, element, at: 0, loans: None }
    }

    /// A batch of elements: each component has one more axis, in front.
    pub fn batch(slots: &'a [Slot], components: &'a [Component<'a>], first: u64) -> Self {
        Self { lead: 1, ..Self::element(slots, components, first) }
    }

    /// The same, whose columns lend their memory there.
    pub(crate) fn lending_to(self, loans: &'a Loans) -> Self {
        Self { loans: Some(loans), ..self }
    }

    /// The same, from the leaf with this number on.
    pub(crate) fn starting_at(self, at: usize) -> Self {
        Self { at, ..self }
    }

    /// The next field is a batch: its rows are counted from here on, since an array before it is as long as it likes.
    pub(crate) fn begin_batch(&mut self) {
        let rest = self.slots.get(self.at..).unwrap_or_default();
        self.rows = leading(rest, self.components);
    }

    /// The number of rows of a batch: the length of its first component's axis 0.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The next leaf's component, its shape checked.
    ///
    /// # Errors
    /// [`Error::Shape`] if the component's shape is not what the type wants.
    #[allow(clippy::should_implement_trait, reason = "it never ends, and fails")]
    pub fn next(&mut self) -> Result<Leaf<'a>> {
        let slot = self.slots.get(self.at);
        self.at += 1;
        let Some(Slot::Tensor { index, path, dtype, dims }) = slot else {
            return Err(wrong_leaf("a leaf was read where the binding has none"));
        };
        let Some(component) = self.components.get(*index) else {
            return Err(wrong_leaf("the engine gave fewer components than the dataset has"));
        };
        let shape = component.shape();
        if shape.len() < self.lead || !dims.accepts(&shape[self.lead..]) {
            return Err(Error::Shape {
                path: path.clone(),
                element: self.element,
                expected: expected(dims, self.lead),
                got: shape.to_vec(),
            });
        }
        let row_items = (self.lead == 1).then(|| shape[1..].iter().product());
        let loan = self.loans.map(|loans| (loans, *index));
        Ok(Leaf { component, path, element: self.element, row_items, bound: *dtype, loan })
    }

    /// The next leaf's ragged component (or dense one with an axis 0).
    ///
    /// # Errors
    /// If the binding has something else here.
    pub fn next_ragged(&mut self) -> Result<Leaf<'a>> {
        match self.take() {
            Some(Slot::Ragged { index, path, dtype }) => self.composite(*index, path, *dtype),
            _ => Err(wrong_leaf("a ragged leaf was read where the binding has none")),
        }
    }

    /// The next leaf's sparse component.
    ///
    /// # Errors
    /// If the binding has something else here.
    pub fn next_sparse(&mut self) -> Result<Leaf<'a>> {
        match self.take() {
            Some(Slot::Sparse { index, path, dtype }) => self.composite(*index, path, *dtype),
            _ => Err(wrong_leaf("a sparse leaf was read where the binding has none")),
        }
    }

    /// Whether the next field, which is optional, is there; the row to read it from, if it is not this one.
    pub(crate) fn next_optional(&mut self) -> Result<Optional<'a>> {
        match self.take() {
            Some(Slot::Present) => Ok(Optional::Here),
            Some(Slot::Absent { .. }) => Ok(Optional::Absent),
            Some(Slot::Optional { index, slots, .. }) => self.inside(*index, slots),
            _ => Err(wrong_leaf("an optional was read where the binding has none")),
        }
    }

    /// The same for a field that is not an optional itself, but has a default.
    pub(crate) fn next_or_default(&mut self) -> Result<Optional<'a>> {
        match self.slots.get(self.at) {
            Some(Slot::Absent { .. }) => {
                self.at += 1;
                Ok(Optional::Absent)
            }
            Some(Slot::OrDefault { index, slots, .. }) => {
                self.at += 1;
                self.inside(*index, slots)
            }
            _ => Ok(Optional::Here),
        }
    }

    /// Whether a field that is still to come may have to take its default.
    pub(crate) fn may_lack_fields(&self) -> bool {
        let mut slots = self.slots.iter().skip(self.at);
        slots.any(|slot| matches!(slot, Slot::Absent { .. } | Slot::OrDefault { .. }))
    }

    /// What the optional, or the batch of optionals, holds.
    fn inside(&self, index: usize, slots: &'a [Slot]) -> Result<Optional<'a>> {
        match self.components.get(index) {
            Some(Component::Optional(Some(components))) => {
                Ok(Optional::Inside(Row::element(slots, components, self.element)))
            }
            Some(Component::Optional(None)) => Ok(Optional::Absent),
            Some(Component::Optionals(rows)) => {
                Ok(Optional::Rows(OptionalRows { slots, rows, element: self.element }))
            }
            _ => Err(wrong_leaf("the engine gave no optional where the dataset has one")),
        }
    }

    /// The elements of the next field, a nested dataset: a row for each.
    pub(crate) fn next_dataset(&mut self) -> Result<impl ExactSizeIterator<Item = Row<'a>> + use<'a>> {
        let Some(Slot::Dataset { index, slots, .. }) = self.take() else {
            return Err(wrong_leaf("a nested dataset was read where the binding has none"));
        };
        let Some(Component::Dataset(elements)) = self.components.get(*index) else {
            return Err(wrong_leaf("the engine gave no nested dataset where the dataset has one"));
        };
        let element = self.element;
        Ok(elements.iter().map(move |components| Row::element(slots, components, element)))
    }

    /// The keys of the next field, a dict of any keys. Its members follow, in their order.
    pub(crate) fn next_keys(&mut self) -> Result<&'a [String]> {
        match self.take() {
            Some(Slot::Map { keys }) => Ok(keys),
            _ => Err(wrong_leaf("a dict was read where the binding has none")),
        }
    }

    /// What the next field is, and the components that it has.
    pub(crate) fn next_any(&mut self) -> Result<Any<'a>> {
        let Some(Slot::Any { spec, path }) = self.take() else {
            return Err(wrong_leaf("anything was read where the binding has none"));
        };
        let mut components = Vec::new();
        while let Some(Slot::Raw { index }) = self.slots.get(self.at) {
            let Some(component) = self.components.get(*index) else {
                return Err(wrong_leaf("the engine gave fewer components than the dataset has"));
            };
            let row_items = (self.lead == 1).then(|| component.shape().iter().skip(1).product());
            let bound = component.dtype();
            let element = self.element;
            components.push(Leaf { component, path, element, row_items, bound, loan: None });
            self.at += 1;
        }
        Ok(Any { spec, components })
    }

    fn take(&mut self) -> Option<&'a Slot> {
        self.at += 1;
        self.slots.get(self.at - 1)
    }

    fn composite(&self, index: usize, path: &'a str, bound: DType) -> Result<Leaf<'a>> {
        let component = self.components.get(index);
        let component =
            component.ok_or_else(|| wrong_leaf("the engine gave fewer components than the dataset has"))?;
        let loan = self.loans.map(|loans| (loans, index));
        Ok(Leaf { component, path, element: self.element, row_items: None, bound, loan })
    }

    /// The next leaf's component in a batch, its shape checked and its axis 0 as long as that of the others.
    ///
    /// # Errors
    /// [`Error::Shape`] as for [`Row::next`], and for a scalar; [`Error::Rows`].
    pub fn next_rows(&mut self) -> Result<Leaf<'a>> {
        let leaf = self.next()?;
        match leaf.component.shape().first() {
            Some(&rows) if rows == self.rows => Ok(leaf),
            Some(&got) => Err(Error::Rows {
                path: leaf.path.to_owned(),
                element: leaf.element,
                expected: self.rows,
                got,
            }),
            None => Err(wrong_leaf("a scalar has no axis 0")),
        }
    }
}

/// Where an optional field is.
pub(crate) enum Optional<'a> {
    /// Nowhere.
    Absent,
    /// In the row that was asked.
    Here,
    /// In this row.
    Inside(Row<'a>),
    /// In a batch: in these rows.
    Rows(OptionalRows<'a>),
}

/// A batch of optionals.
pub(crate) struct OptionalRows<'a> {
    slots: &'a [Slot],
    rows: &'a [Option<Vec<Component<'a>>>],
    element: u64,
}

impl<'a> Iterator for OptionalRows<'a> {
    type Item = Option<Row<'a>>;

    fn next(&mut self) -> Option<Option<Row<'a>>> {
        let (first, rows) = self.rows.split_first()?;
        let row = first.as_ref().map(|components| Row::element(self.slots, components, self.element));
        (self.rows, self.element) = (rows, self.element + 1);
        Some(row)
    }
}

/// A field that can be anything.
pub(crate) struct Any<'a> {
    pub(crate) spec: &'a tfdata_spec::ElementSpec,
    pub(crate) components: Vec<Leaf<'a>>,
}

impl<'a> Leaf<'a> {
    /// The same place, another component of it.
    pub(crate) fn part(&self, component: &'a Component<'a>) -> Self {
        Self { component, row_items: None, loan: None, ..*self }
    }

    /// Where the column that takes it can lend its memory, if its items are the column's.
    pub(crate) fn loan(&self, wanted: DType) -> Option<(&'a Loans, usize)> {
        self.loan.filter(|_| !self.is_converted(wanted))
    }

    /// The element that item `item` of the component belongs to, and its number within that element.
    fn locate(&self, item: usize) -> (u64, usize) {
        match self.row_items {
            Some(items) if items > 0 => (self.element + (item / items) as u64, item % items),
            _ => (self.element, item),
        }
    }

    /// Whether its numbers are to be converted to this dtype.
    pub(crate) fn is_converted(&self, wanted: DType) -> bool {
        let got = self.component.dtype();
        got != wanted && got == self.bound
    }

    /// The error that item `item` is not UTF-8.
    pub(crate) fn not_utf8(&self, item: usize, error: std::str::Utf8Error) -> Error {
        let (element, item) = self.locate(item);
        Error::Utf8 { path: self.path.to_owned(), element, item, valid_up_to: error.valid_up_to() }
    }

    /// The error that item `item` is a byte that is not a boolean.
    pub(crate) fn not_bool(&self, item: usize, got: u8) -> Error {
        let (element, item) = self.locate(item);
        Error::Bool { path: self.path.to_owned(), element, item, got }
    }

    /// The error that the component has another dtype than was bound.
    pub(crate) fn not_dtype(&self, expected: tfdata_spec::DType) -> Error {
        let got = self.component.dtype();
        Error::DType { path: self.path.to_owned(), element: self.element, expected, got }
    }
}

fn leading(slots: &[Slot], components: &[Component<'_>]) -> usize {
    let rows = slots.iter().find_map(|slot| match slot {
        Slot::Tensor { index, .. }
        | Slot::Ragged { index, .. }
        | Slot::Sparse { index, .. }
        | Slot::Optional { index, .. }
        | Slot::OrDefault { index, .. }
        | Slot::Raw { index } => components.get(*index)?.rows(),
        _ => None,
    });
    rows.unwrap_or(0)
}

fn expected(dims: &Dims, lead: usize) -> tfdata_spec::Shape {
    let shape = dims.to_shape();
    if lead == 1 { shape.with_leading(None) } else { shape }
}

/// A row was read by a type that it was not bound for; only a hand-written `Element` can do that.
fn wrong_leaf(reason: &str) -> Error {
    Error::Argument { method: "Element::read".into(), reason: reason.into() }
}
