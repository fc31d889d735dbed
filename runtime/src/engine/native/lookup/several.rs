use tfdata_spec::DType;

use super::Boxed;
use crate::component::Component;
use crate::engine::Lookup;
use crate::engine::native::batch;
use crate::engine::native::stacked::Stacked;
use crate::error::Result;

/// Elements at equal distances: `take`, `skip`, `shard`.
pub(super) struct SpacedAt {
    pub(super) input: Boxed,
    pub(super) first: u64,
    pub(super) step: u64,
    pub(super) len: u64,
}

impl Lookup for SpacedAt {
    fn len(&self) -> u64 {
        self.len
    }

    fn get(&self, index: u64, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<()> {
        self.input.get(self.first + index * self.step, visit)
    }
}

/// The elements several times over.
pub(super) struct RepeatAt {
    pub(super) input: Boxed,
    pub(super) len: u64,
}

impl Lookup for RepeatAt {
    fn len(&self) -> u64 {
        self.len
    }

    fn get(&self, index: u64, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<()> {
        self.input.get(index % self.input.len().max(1), visit)
    }
}

/// The elements of one, then those of the other.
pub(super) struct ConcatenateAt {
    pub(super) first: Boxed,
    pub(super) second: Boxed,
    pub(super) len: u64,
}

impl Lookup for ConcatenateAt {
    fn len(&self) -> u64 {
        self.len
    }

    fn get(&self, index: u64, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<()> {
        match index.checked_sub(self.first.len()) {
            None => self.first.get(index, visit),
            Some(index) => self.second.get(index, visit),
        }
    }
}

/// An element of each.
pub(super) struct ZipAt {
    inputs: Vec<Boxed>,
    len: u64,
}

impl ZipAt {
    pub(super) fn new(inputs: Vec<Boxed>) -> Self {
        let len = inputs.iter().map(|input| input.len()).min().unwrap_or(0);
        Self { inputs, len }
    }
}

impl Lookup for ZipAt {
    fn len(&self) -> u64 {
        self.len
    }

    fn get(&self, index: u64, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<()> {
        zipped(&self.inputs, index, &[], visit)
    }
}

/// Lends what was gathered, and behind it the components of each input.
fn zipped(
    inputs: &[Boxed],
    index: u64,
    gathered: &[Component<'_>],
    visit: &mut dyn FnMut(&[Component<'_>]),
) -> Result<()> {
    let Some((first, rest)) = inputs.split_first() else {
        visit(gathered);
        return Ok(());
    };
    let mut others = Ok(());
    first.get(index, &mut |components| {
        let all: Vec<_> = gathered.iter().chain(components).cloned().collect();
        others = zipped(rest, index, &all, visit);
    })?;
    others
}

/// Each element with its number.
pub(super) struct EnumerateAt {
    pub(super) input: Boxed,
    pub(super) start: i64,
    /// Whether the numbers are wanted.
    pub(super) numbered: bool,
    pub(super) len: u64,
}

impl Lookup for EnumerateAt {
    fn len(&self) -> u64 {
        self.len
    }

    fn get(&self, index: u64, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<()> {
        if !self.numbered {
            return self.input.get(index, visit);
        }
        let bytes = self.start.wrapping_add_unsigned(index).to_ne_bytes();
        self.input.get(index, &mut |components| {
            let number = Component::Plain { dtype: DType::I64, shape: &[], bytes: &bytes };
            let all: Vec<_> = [&number].into_iter().chain(components).cloned().collect();
            visit(&all);
        })
    }
}

/// Batches of the input's elements.
pub(super) struct BatchAt {
    input: Boxed,
    size: u64,
    /// Of the components.
    paths: Vec<String>,
    len: u64,
}

impl BatchAt {
    pub(super) fn new(input: Boxed, size: usize, drop_remainder: bool, paths: Vec<String>) -> Self {
        let (rows, size) = (input.len(), size as u64);
        let len = if drop_remainder { rows / size } else { rows.div_ceil(size) };
        Self { input, size, paths, len }
    }
}

impl Lookup for BatchAt {
    fn len(&self) -> u64 {
        self.len
    }

    fn get(&self, index: u64, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<()> {
        let mut columns: Vec<Stacked> = self.paths.iter().map(|_| Stacked::default()).collect();
        let first = index * self.size;
        for number in first..first.saturating_add(self.size).min(self.input.len()) {
            let mut added = Ok(());
            self.input.get(number, &mut |components| {
                added = batch::push(&mut columns, components, &self.paths, number);
            })?;
            added?;
        }
        let components: Vec<_> = columns.iter().map(Stacked::component).collect();
        visit(&components);
        Ok(())
    }
}
