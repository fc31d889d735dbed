use tfdata_spec::{DType, Shape};

use super::Boxed;
use super::owned::{Owned, Packed, keep, lent_again, lent_anew};
use crate::component::Component;
use crate::engine::Stream;
use crate::error::{Error, Result};
use crate::plan::Padding;
use crate::tensor::Tensor;

/// Batches of the input's elements, each component of which is padded to one shape.
pub(super) struct PaddedBatch {
    input: Boxed,
    size: usize,
    drop_remainder: bool,
    columns: Vec<Column>,
    /// The elements of the batch.
    rows: Vec<Vec<Owned>>,
    /// The number of the next element.
    number: u64,
    lent: Vec<Component<'static>>,
}

/// How a component is padded, and memory for the batch.
struct Column {
    path: String,
    target: Shape,
    value: Option<Tensor>,
    /// The number of rows, and the shape of one.
    shape: Vec<usize>,
    bytes: Vec<u8>,
    strings: Packed,
}

impl PaddedBatch {
    /// `input` lends every component; these are their paths.
    pub(super) fn new(input: Boxed, padding: &Padding, paths: Vec<String>) -> Self {
        let columns = paths.into_iter().zip(&padding.shapes).zip(&padding.values);
        let columns = columns.map(|((path, target), value)| Column {
            path,
            target: target.clone(),
            value: value.clone(),
            shape: Vec::new(),
            bytes: Vec::new(),
            strings: Packed::default(),
        });
        Self {
            input,
            size: padding.size,
            drop_remainder: padding.drop_remainder,
            columns: columns.collect(),
            rows: Vec::new(),
            number: 0,
            lent: Vec::new(),
        }
    }
}

impl Stream for PaddedBatch {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        let Self { input, rows, .. } = self;
        let mut count = 0;
        while count < self.size {
            if count == rows.len() {
                rows.push(Vec::new());
            }
            let (row, mut kept) = (&mut rows[count], Ok(()));
            let more = input.next(&mut |components| kept = keep(row, components))?;
            kept?;
            if !more {
                break;
            }
            count += 1;
        }
        if count == 0 || (count < self.size && self.drop_remainder) {
            return Ok(false);
        }
        let rows = rows.get(..count).unwrap_or_default();
        for (place, column) in self.columns.iter_mut().enumerate() {
            let parts = rows.iter().filter_map(|row| row.get(place)).map(Owned::component);
            column.pad(parts, self.number)?;
        }
        self.number += count as u64;
        let dtype = |place: usize| rows[0].get(place).map_or(DType::U8, |part| part.component().dtype());
        let mut components = lent_anew(std::mem::take(&mut self.lent));
        components
            .extend(self.columns.iter().enumerate().map(|(place, column)| column.component(dtype(place))));
        visit(&components);
        self.lent = lent_again(components);
        Ok(true)
    }
}

impl Column {
    /// Takes the component of each row; the first one has this number.
    fn pad<'a>(&mut self, rows: impl Iterator<Item = Component<'a>> + Clone, first: u64) -> Result<()> {
        self.shape.clear();
        self.shape.push(0);
        let dims = self.target.dims().unwrap_or_default();
        self.shape.extend(dims.iter().map(|dim| dim.unwrap_or(0)));
        for (number, row) in (first..).zip(rows.clone()) {
            let fits = row.shape().len() == dims.len()
                && row.shape().iter().zip(dims).all(|(got, dim)| dim.is_none_or(|dim| *got <= dim));
            if !fits {
                return Err(Error::Shape {
                    path: self.path.clone(),
                    element: number,
                    expected: self.target.clone(),
                    got: row.shape().to_vec(),
                });
            }
            self.shape[0] += 1;
            for ((longest, got), dim) in self.shape[1..].iter_mut().zip(row.shape()).zip(dims) {
                if dim.is_none() {
                    *longest = (*longest).max(*got);
                }
            }
        }
        self.bytes.clear();
        self.strings.clear();
        rows.for_each(|row| self.add(&row));
        Ok(())
    }

    fn add(&mut self, row: &Component<'_>) {
        let (bytes, strings, padded) = (&mut self.bytes, &mut self.strings, &self.shape[1..]);
        let value = self.value.as_ref().map(Tensor::component);
        let mut at = 0;
        match row {
            Component::Strings { shape, strings: items } => {
                let value = match &value {
                    Some(Component::Strings { strings, .. }) if !strings.is_empty() => strings.get(0),
                    _ => &[],
                };
                runs(shape, padded, &mut |run| match run {
                    Run::Items(count) => {
                        (at..at + count).for_each(|item| strings.push(items.get(item)));
                        at += count;
                    }
                    Run::Padding(count) => (0..count).for_each(|_| strings.push(value)),
                });
            }
            Component::Plain { dtype, shape, bytes: items } => {
                let width = dtype.size().unwrap_or(1);
                let value = match &value {
                    Some(Component::Plain { bytes, .. }) => *bytes,
                    _ => &[0; 16][..width.min(16)],
                };
                runs(shape, padded, &mut |run| match run {
                    Run::Items(count) => {
                        bytes.extend_from_slice(items.get(at..at + count * width).unwrap_or_default());
                        at += count * width;
                    }
                    Run::Padding(count) => (0..count).for_each(|_| bytes.extend_from_slice(value)),
                });
            }
            // No other kind of component can be padded, which `padded_batch` made sure of.
            _ => {}
        }
    }

    fn component(&self, dtype: DType) -> Component<'_> {
        match dtype {
            DType::String => Component::Strings { shape: &self.shape, strings: &self.strings },
            dtype => Component::Plain { dtype, shape: &self.shape, bytes: &self.bytes },
        }
    }
}

/// Some items, in row-major order.
enum Run {
    /// The next ones of the array.
    Items(usize),
    Padding(usize),
}

/// What an array of this shape becomes when it is padded to another of the same rank.
fn runs(shape: &[usize], padded: &[usize], emit: &mut dyn FnMut(Run)) {
    let (Some((len, inner)), Some((padded_len, padded_inner))) = (shape.split_first(), padded.split_first())
    else {
        return emit(Run::Items(1));
    };
    if inner == padded_inner {
        emit(Run::Items(len * inner.iter().product::<usize>()));
    } else {
        (0..*len).for_each(|_| runs(inner, padded_inner, emit));
    }
    emit(Run::Padding((padded_len - len) * padded_inner.iter().product::<usize>()));
}
