use super::strings::{Span, Strings};
use super::{Column, Items};
use crate::column::SharedStrings;
use crate::component::Component;
use crate::format::{BYTES, FLOATS, FeatureValue, Floats, INTS, IntList, Short, Sink};
use crate::tensor::Tensor;

/// So many rows are gathered before they go to the columns: a cache line of floats.
const ROWS: usize = 16;

/// Where the values of the records of a block go while they are parsed. What is one item a row is gathered for some
/// rows, column by column, and then added to the columns. Anything else is put aside until its record was parsed.
///
/// To add each item to its column at once would take longer: the columns' ends tend to meet in the same places of the
/// first-level cache.
pub(super) struct Slots<'c, 'b> {
    slots: Vec<Slot<'c>>,
    /// The gathered rows of the columns of floats, by their places: many of them are put there at once.
    floats: Vec<[f32; ROWS]>,
    /// The places of the columns of floats, a bit for each, 64 a word.
    float_places: Vec<u64>,
    /// The places of strings that are copied.
    shared_places: Vec<usize>,
    /// What was put aside of this row, by the place of its key.
    pub(super) aside: Vec<FeatureValue<'b>>,
    block: &'b [u8],
    /// The row, of those that are gathered.
    row: usize,
    /// The places that the row has a value for, 64 a word.
    seen: Vec<u64>,
    /// Those that it must have one for.
    required: Vec<u64>,
    /// Whether a value was not one item of the kind that its column has.
    odd: bool,
    /// The places of the columns that values are put aside for.
    pub(super) aside_places: Vec<usize>,
}

/// One column.
enum Slot<'c> {
    /// And what stands for a missing one.
    Float(&'c mut Vec<f32>, f32),
    Int(Gathered<'c, Vec<i64>, i64>),
    String(Gathered<'c, Strings, Span>),
    /// Strings that are copied at the end of each row, while they are in the first-level cache; the next one, if there
    /// is one, and what stands for a missing one.
    Shared(&'c mut SharedStrings, Option<Span>, &'c [u8]),
    Aside(&'c mut Column),
}

/// Rows that are gathered for a column; those that have no value are the default.
struct Gathered<'c, C, T> {
    column: &'c mut C,
    items: [T; ROWS],
    default: T,
}

impl<'c, C: Extend<T>, T: Copy> Gathered<'c, C, T> {
    fn new(column: &'c mut C, default: T) -> Self {
        Self { column, items: [default; ROWS], default }
    }

    #[inline(always)]
    fn set(&mut self, row: usize, item: Option<T>) -> bool {
        set(Some(&mut self.items), row, item)
    }

    /// Adds so many rows to the column.
    fn flush(&mut self, rows: usize) {
        add(self.column, &self.items, rows);
        self.items = [self.default; ROWS];
    }
}

impl<'c, 'b> Slots<'c, 'b> {
    /// Slots for the records of a block, of so many keys.
    pub(super) fn new(block: &'b [u8], keys: usize) -> Self {
        let words = keys.div_ceil(64);
        Self {
            slots: Vec::new(),
            floats: vec![[0.0; ROWS]; keys],
            float_places: vec![0; words],
            shared_places: Vec::new(),
            aside: vec![FeatureValue::Missing; keys],
            block,
            row: 0,
            seen: vec![0; words],
            required: vec![0; words],
            odd: false,
            aside_places: Vec::new(),
        }
    }

    /// The next column, which has one item a row, and that default where a record has none.
    pub(super) fn single(&mut self, column: &'c mut Column, default: Option<&'c Tensor>) {
        if let Items::Bytes(..) = column.items {
            return self.aside(column);
        }
        let place = self.slots.len();
        let (slot, required) = match &mut column.items {
            Items::F32(items) => {
                let default = number(default).map(f32::from_ne_bytes);
                let float = default.unwrap_or_default();
                if let (Some(rows), Some(word)) =
                    (self.floats.get_mut(place), self.float_places.get_mut(place / 64))
                {
                    rows.fill(float);
                    *word |= 1 << (place % 64);
                }
                (Slot::Float(items, float), default.is_none())
            }
            Items::I64(items) => {
                let default = number(default).map(i64::from_ne_bytes);
                (Slot::Int(Gathered::new(items, default.unwrap_or_default())), default.is_none())
            }
            Items::Strings(strings) => {
                let default = string(default).map(|string| strings.keep(string));
                (Slot::String(Gathered::new(strings, default.unwrap_or_default())), default.is_none())
            }
            Items::Shared(strings) => {
                self.shared_places.push(place);
                let default = string(default);
                (Slot::Shared(strings, None, default.unwrap_or_default()), default.is_none())
            }
            Items::Bytes(..) => return,
        };
        if let (true, Some(word)) = (required, self.required.get_mut(place / 64)) {
            *word |= 1 << (place % 64);
        }
        self.slots.push(slot);
    }

    /// The next column, of another kind.
    pub(super) fn aside(&mut self, column: &'c mut Column) {
        self.aside_places.push(self.slots.len());
        self.slots.push(Slot::Aside(column));
    }

    /// Notes that the row has a value for this place.
    #[inline(always)]
    fn see(&mut self, place: usize) {
        if let Some(word) = self.seen.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    /// Whether each value of the row is where it belongs, but for those that were put aside.
    #[inline]
    pub(super) fn is_regular(&self) -> bool {
        let missing = |(required, seen): (&u64, &u64)| required & !seen != 0;
        !self.odd && !self.required.iter().zip(&self.seen).any(missing)
    }

    /// What was put aside of the row, and the column at this place that it is for, if it is for one.
    #[inline]
    pub(super) fn column(&mut self, place: usize) -> Option<(&[FeatureValue<'b>], &mut Column)> {
        match self.slots.get_mut(place) {
            Some(Slot::Aside(column)) => Some((&self.aside, column)),
            _ => None,
        }
    }

    /// Puts the only item of another column into the row.
    pub(super) fn set(&mut self, place: usize, item: &Column) {
        let row = self.row;
        match (self.slots.get_mut(place), &item.items) {
            (Some(Slot::Float(..)), Items::F32(item)) => {
                set(self.floats.get_mut(place), row, item.first().copied())
            }
            (Some(Slot::Int(rows)), Items::I64(item)) => rows.set(row, item.first().copied()),
            (Some(Slot::String(rows)), Items::Strings(item)) => {
                // What does not lie in the block is the default.
                let item = item.spans().first().copied().filter(|span| !span.is_beside());
                rows.set(row, item.or(Some(rows.default)))
            }
            (Some(Slot::Shared(_, next, _)), Items::Strings(item)) => {
                *next = item.spans().first().copied().filter(|span| !span.is_beside());
                true
            }
            _ => false,
        };
    }

    /// Ends the row, and begins the next one.
    #[inline]
    pub(super) fn end_row(&mut self) {
        for place in &self.shared_places {
            if let Some(Slot::Shared(strings, next, default)) = self.slots.get_mut(*place) {
                strings.push(next.take().map_or(*default, |span| span.within(self.block)));
            }
        }
        self.row += 1;
        self.odd = false;
        self.seen.fill(0);
        if !self.aside_places.is_empty() {
            self.aside.fill(FeatureValue::Missing);
        }
        if self.row == ROWS {
            self.flush();
        }
    }

    /// Adds the rows that were ended to the columns.
    pub(super) fn flush(&mut self) {
        let rows = std::mem::take(&mut self.row);
        for (place, slot) in self.slots.iter_mut().enumerate() {
            match slot {
                Slot::Float(items, default) => {
                    if let Some(floats) = self.floats.get_mut(place) {
                        add(*items, floats, rows);
                        floats.fill(*default);
                    }
                }
                Slot::Int(items) => items.flush(rows),
                Slot::String(spans) => spans.flush(rows),
                Slot::Shared(..) | Slot::Aside(_) => {}
            }
        }
    }
}

impl<'b> Sink<'b> for Slots<'_, 'b> {
    #[inline(always)]
    fn put(&mut self, place: usize, value: FeatureValue<'b>) {
        let row = self.row;
        let fits = match (self.slots.get_mut(place), value) {
            (Some(Slot::Float(..)), FeatureValue::Floats(list)) => {
                set(self.floats.get_mut(place), row, list.single())
            }
            (Some(Slot::Int(rows)), FeatureValue::Ints(list)) => rows.set(row, list.single().ok().flatten()),
            (Some(Slot::String(rows)), FeatureValue::Bytes(list)) => {
                rows.set(row, list.single().map(|string| Span::of(self.block, string)))
            }
            (Some(Slot::Shared(_, next, _)), FeatureValue::Bytes(list)) => {
                *next = list.single().map(|string| Span::of(self.block, string));
                next.is_some()
            }
            (Some(Slot::Aside(_)) | None, value) => {
                if let Some(aside) = self.aside.get_mut(place) {
                    *aside = value;
                }
                true
            }
            _ => false,
        };
        self.odd |= !fits;
        self.see(place);
    }

    #[inline(always)]
    fn put_short(&mut self, place: usize, entry: Short<'b>) -> bool {
        let (row, data) = (self.row, entry.data());
        let fits = match (self.slots.get_mut(place), entry.kind) {
            (Some(Slot::Float(..)), FLOATS) if data.len() == 4 => {
                let float = data.first_chunk().map(|float| f32::from_le_bytes(*float));
                set(self.floats.get_mut(place), row, float)
            }
            (Some(Slot::Int(rows)), INTS) => rows.set(row, IntList::trusted(data).single().ok().flatten()),
            (Some(Slot::String(rows)), BYTES) => rows.set(row, Some(Span::of(self.block, data))),
            (Some(Slot::Shared(_, next, _)), BYTES) => {
                *next = Some(Span::of(self.block, data));
                true
            }
            _ => {
                let value = entry.value();
                return value.map(|value| self.put(place, value)).is_some();
            }
        };
        self.odd |= !fits;
        self.see(place);
        true
    }

    #[inline(always)]
    fn put_floats(&mut self, floats: &Floats, bytes: &'b [u8]) {
        let of_floats = |(places, float_places): (&u64, &u64)| places & !float_places == 0;
        if !floats.places.iter().zip(&self.float_places).all(of_floats) {
            floats.each(bytes).for_each(|(place, float)| self.put(place, float));
            return;
        }
        for (place, start) in &floats.floats {
            let float = bytes.get(*start..).and_then(<[u8]>::first_chunk);
            set(self.floats.get_mut(*place), self.row, float.map(|float| f32::from_le_bytes(*float)));
        }
        self.seen.iter_mut().zip(&floats.places).for_each(|(seen, places)| *seen |= places);
    }
}

/// Puts an item into a row; whether there is one.
#[inline(always)]
fn set<T>(rows: Option<&mut [T; ROWS]>, row: usize, item: Option<T>) -> bool {
    match (rows.and_then(|rows| rows.get_mut(row)), item) {
        (Some(place), Some(item)) => {
            *place = item;
            true
        }
        _ => false,
    }
}

/// Adds so many of the gathered rows to a column.
fn add<T: Copy>(column: &mut impl Extend<T>, items: &[T; ROWS], rows: usize) {
    match rows {
        ROWS => column.extend(*items),
        _ => column.extend(items.iter().copied().take(rows)),
    }
}

/// The bytes of a default that is one number.
fn number<const N: usize>(default: Option<&Tensor>) -> Option<[u8; N]> {
    match default?.component() {
        Component::Plain { bytes, .. } => bytes.try_into().ok(),
        _ => None,
    }
}

/// A default that is one string.
fn string(default: Option<&Tensor>) -> Option<&[u8]> {
    match default?.component() {
        Component::Strings { strings, .. } if strings.len() == 1 => Some(strings.get(0)),
        _ => None,
    }
}
