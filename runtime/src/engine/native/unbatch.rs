use super::Boxed;
use super::owned::{Owned, keep, lent_again, lent_anew};
use crate::component::{Component, StringItems};
use crate::engine::{Ask, Stream};
use crate::error::{Error, Result};

/// The rows of the input's elements.
pub(super) struct Unbatch {
    input: Boxed,
    /// Of all components.
    paths: Vec<String>,
    /// The components that are lent.
    wanted: Vec<usize>,
    batch: Vec<Owned>,
    rows: usize,
    at: usize,
    /// The number of the next batch.
    number: u64,
    shapes: Vec<Vec<usize>>,
    lent: Vec<Component<'static>>,
}

/// Some of the strings of a batch.
struct StringRows<'a> {
    all: &'a dyn StringItems,
    start: usize,
    len: usize,
}

impl StringItems for StringRows<'_> {
    fn len(&self) -> usize {
        self.len
    }
    fn get(&self, index: usize) -> &[u8] {
        self.all.get(self.start + index)
    }
}

impl Unbatch {
    /// `input` lends every component.
    pub(super) fn new(input: Boxed, paths: Vec<String>, wanted: &[usize]) -> Self {
        Self {
            input,
            paths,
            wanted: wanted.to_vec(),
            batch: Vec::new(),
            rows: 0,
            at: 0,
            number: 0,
            shapes: Vec::new(),
            lent: Vec::new(),
        }
    }

    /// Makes sure that there is a row to lend; `false` at the end.
    fn fill(&mut self) -> Result<bool> {
        while self.at == self.rows {
            let Self { input, batch, .. } = self;
            let mut kept = Ok(());
            let more = input.next(&mut |components| kept = keep(batch, components));
            kept?;
            if !more? {
                return Ok(false);
            }
            self.begin()?;
            self.number += 1;
        }
        Ok(true)
    }

    fn begin(&mut self) -> Result<()> {
        let rows = |owned: &Owned| owned.component().shape().first().copied();
        self.at = 0;
        self.rows = self.batch.first().and_then(rows).unwrap_or(0);
        for (owned, path) in self.batch.iter().zip(&self.paths) {
            let got = rows(owned).unwrap_or(0);
            if got != self.rows {
                let (path, element, expected) = (path.clone(), self.number, self.rows);
                return Err(Error::Rows { path, element, expected, got });
            }
        }
        self.shapes.clear();
        let batch = self.wanted.iter().filter_map(|index| self.batch.get(*index));
        self.shapes.extend(batch.map(|owned| owned.component().shape().to_vec()));
        Ok(())
    }

    /// Lends `count` rows: with axis 0, or as the one row that it is.
    fn lend(&mut self, count: usize, axis: bool, visit: &mut dyn FnMut(&[Component<'_>])) {
        let (at, all) = (self.at, self.rows.max(1));
        self.at += count;
        for shape in &mut self.shapes {
            shape[0] = count;
        }
        let batch = || self.wanted.iter().filter_map(|index| self.batch.get(*index));
        let strings: smallvec::SmallVec<[Option<StringRows<'_>>; 8]> = batch()
            .map(|owned| match owned {
                Owned::Strings { strings, .. } => {
                    let width = strings.len() / all;
                    Some(StringRows { all: strings, start: at * width, len: count * width })
                }
                _ => None,
            })
            .collect();
        let mut components = lent_anew(std::mem::take(&mut self.lent));
        for ((owned, shape), strings) in batch().zip(&self.shapes).zip(&strings) {
            let shape = if axis { &shape[..] } else { &shape[1..] };
            components.push(match (owned, strings) {
                (Owned::Plain { dtype, bytes, .. }, _) => {
                    let width = bytes.len() / all;
                    let bytes = bytes.get(at * width..(at + count) * width).unwrap_or_default();
                    Component::Plain { dtype: *dtype, shape, bytes }
                }
                (_, Some(strings)) => Component::Strings { shape, strings },
                (other, None) => other.component(),
            });
        }
        visit(&components);
        self.lent = lent_again(components);
    }
}

impl Stream for Unbatch {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        if !self.fill()? {
            return Ok(false);
        }
        self.lend(1, false, visit);
        Ok(true)
    }

    fn rows(&mut self, ask: Ask, visit: &mut dyn FnMut(&[Component<'_>], usize)) -> Result<Option<usize>> {
        if ask.limit == 0 || !self.fill()? {
            return Ok(Some(0));
        }
        let rows = ask.limit.min(self.rows - self.at);
        self.lend(rows, true, &mut |components| visit(components, rows));
        Ok(Some(rows))
    }
}
