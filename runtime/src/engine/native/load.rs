//! Directories that `ds.save` wrote.

use std::path::{Path, PathBuf};

use tfdata_spec::{DType, ElementSpec};

use super::owned::{Owned, Packed, lent_again, lent_anew, refill};
use super::stacked::{Problem, Stacked};
use crate::component::Component;
use crate::engine::Stream;
use crate::error::{Error, Result};
use crate::format::snapshot::Variant;
use crate::format::{Compression, FormatError, Problem as Wrong, SavedDataset, ShardReader};
use crate::format::{SnapshotProblem, SnapshotTensor, TensorData};
use crate::place::Place;

/// The elements of the shards: one from each of the first few in turn, and from the next shard where one ends, in
/// TensorFlow's order (`interleave`).
pub(super) struct Load {
    dataset: String,
    dtypes: Vec<DType>,
    compression: Compression,
    shards: std::vec::IntoIter<PathBuf>,
    /// The shards that are read.
    open: Vec<Option<ShardReader>>,
    turn: usize,
    /// For each component of an element, how it is read if it is wanted.
    parts: Vec<Option<Part>>,
    element: Vec<Owned>,
    expected: Option<u64>,
    got: u64,
    /// Where a file was cut short. TensorFlow takes that for its end.
    cut: Option<FormatError>,
    lent: Vec<Component<'static>>,
}

/// How a component lies in a saved tensor.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Dense,
    Ragged,
    Sparse,
}

impl Load {
    pub(super) fn open(
        path: &Path,
        compression: &str,
        cycle_length: usize,
        expected: Option<u64>,
        spec: &ElementSpec,
        wanted: &[usize],
    ) -> Result<Self> {
        let dataset = path.display().to_string();
        let components = spec.components();
        let dtypes: Vec<DType> = components.iter().map(|component| component.tensor.dtype).collect();
        let shards = match SavedDataset::open(path) {
            Ok(saved) => saved.shards,
            // The folder of the run is not there: version control does not keep empty folders.
            Err(_) if expected == Some(0) => Vec::new(),
            Err(error) => return Err(Error::Open { dataset, reason: error.to_string() }),
        };
        let parts = components.iter().enumerate().map(|(index, component)| {
            wanted.contains(&index).then_some(match component.leaf {
                ElementSpec::Ragged(_) => Part::Ragged,
                ElementSpec::Sparse(_) => Part::Sparse,
                _ => Part::Dense,
            })
        });
        Ok(Self {
            dataset,
            dtypes,
            compression: match compression {
                "GZIP" => Compression::Gzip,
                "SNAPPY" => Compression::Snappy,
                _ => Compression::None,
            },
            open: (0..cycle_length.clamp(1, shards.len().max(1))).map(|_| None).collect(),
            shards: shards.into_iter(),
            turn: 0,
            parts: parts.collect(),
            element: Vec::new(),
            expected,
            got: 0,
            cut: None,
            lent: Vec::new(),
        })
    }

    /// Reads the next element; `false` at the end.
    fn read(&mut self) -> Result<bool> {
        loop {
            let Some(place) = self.open.get_mut(self.turn) else { return Ok(false) };
            if let Some(shard) = place {
                match read_element(shard, &self.parts, &mut self.element) {
                    Ok(true) => {
                        self.turn = (self.turn + 1) % self.open.len();
                        return Ok(true);
                    }
                    Ok(false) => {}
                    Err(Failed::File(error)) if is_cut(&error) => self.cut = Some(error),
                    Err(Failed::File(error)) => return Err(self.damaged(&error)),
                    Err(Failed::Other(error)) => return Err(error),
                }
                self.open[self.turn] = None;
            } else if let Some(path) = self.shards.next() {
                match ShardReader::open(&path, &self.dtypes, Some(self.compression)) {
                    Ok(shard) => *place = Some(shard),
                    Err(error) => return Err(self.damaged(&error)),
                }
                continue;
            } else if self.open.iter().all(Option::is_none) {
                return self.end().map(|()| false);
            }
            self.turn = (self.turn + 1) % self.open.len();
        }
    }

    fn damaged(&self, error: &FormatError) -> Error {
        let (place, reason) = Place::split(error);
        Error::Damaged { dataset: self.dataset.clone(), element: self.got, place: Box::new(place), reason }
    }

    /// Nothing that is missing goes unsaid.
    fn end(&mut self) -> Result<()> {
        if let Some(error) = self.cut.take() {
            return Err(self.damaged(&error));
        }
        match self.expected.filter(|expected| *expected != self.got) {
            Some(expected) => {
                Err(Error::Truncated { dataset: self.dataset.clone(), expected, got: self.got })
            }
            None => Ok(()),
        }
    }
}

/// Whether the file ends too early, and is sound up to there.
fn is_cut(error: &FormatError) -> bool {
    match error.problem() {
        Wrong::TruncatedHeader { .. }
        | Wrong::TruncatedRecord { .. }
        | Wrong::Snapshot(SnapshotProblem::PartialElement { .. }) => true,
        Wrong::Io(error) => error.kind() == std::io::ErrorKind::UnexpectedEof,
        _ => false,
    }
}

/// Why an element can't be read.
enum Failed {
    File(FormatError),
    Other(Error),
}

impl From<FormatError> for Failed {
    fn from(error: FormatError) -> Self {
        Self::File(error)
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

fn read_element(
    shard: &mut ShardReader,
    parts: &[Option<Part>],
    element: &mut Vec<Owned>,
) -> Result<bool, Failed> {
    if parts.is_empty() {
        return Ok(false);
    }
    let mut place = 0;
    for part in parts {
        let Some(tensor) = shard.next_component()? else { return Ok(false) };
        if let Some(part) = part {
            if element.len() == place {
                element.push(Owned::empty());
            }
            if let Some(owned) = element.get_mut(place) {
                set(owned, tensor, *part)?;
            }
            place += 1;
        }
    }
    Ok(true)
}

/// Keeps a saved tensor.
fn set(owned: &mut Owned, tensor: SnapshotTensor<'_>, part: Part) -> Result<(), Failed> {
    match part {
        Part::Dense => dense(owned, &tensor)?,
        Part::Ragged => *owned = ragged(&tensor)?,
        Part::Sparse => *owned = sparse(&tensor)?,
    }
    Ok(())
}

fn dense(owned: &mut Owned, tensor: &SnapshotTensor<'_>) -> Result<(), FormatError> {
    match &tensor.data {
        TensorData::Plain(items) => match owned {
            Owned::Plain { dtype, shape, bytes } => {
                *dtype = tensor.dtype;
                refill(shape, &tensor.shape);
                refill(bytes, items);
            }
            _ => {
                *owned =
                    Owned::Plain { dtype: tensor.dtype, shape: tensor.shape.to_vec(), bytes: items.to_vec() };
            }
        },
        TensorData::Strings(items) => {
            if !matches!(owned, Owned::Strings { .. }) {
                *owned = Owned::Strings { shape: Vec::new(), strings: Packed::default() };
            }
            if let Owned::Strings { shape, strings } = owned {
                refill(shape, &tensor.shape);
                strings.clear();
                items.iter().for_each(|string| strings.push(string));
            }
        }
        TensorData::Variants(_) => return Err(SnapshotProblem::Unsupported(tensor.dtype).into()),
    }
    Ok(())
}

fn dense_of(tensor: &SnapshotTensor<'_>) -> Result<Owned, FormatError> {
    let mut owned = Owned::empty();
    dense(&mut owned, tensor)?;
    Ok(owned)
}

/// One ragged tensor; where the variants are many, they are rows that a pipeline stacked before it was saved.
fn ragged(tensor: &SnapshotTensor<'_>) -> Result<Owned, Failed> {
    let one = |variant: Variant<'_>| -> Result<Owned, Failed> {
        let (splits, values) = variant.into_ragged()?;
        let splits = splits.iter().map(dense_of).collect::<Result<_, _>>()?;
        Ok(Owned::Ragged(splits, Box::new(dense_of(&values)?)))
    };
    stacked(tensor.shape.len(), tensor.variants()?.into_iter().map(one))
}

/// One sparse tensor: its three parts. Where they are more, they are rows.
fn sparse(tensor: &SnapshotTensor<'_>) -> Result<Owned, Failed> {
    let parts: Vec<Owned> = tensor
        .variants()?
        .into_iter()
        .map(|variant| variant.into_tensor().and_then(|part| dense_of(&part)))
        .collect::<Result<_, _>>()?;
    let mut parts = parts.into_iter();
    let mut rows = Vec::new();
    while let (Some(indices), Some(values), Some(shape)) = (parts.next(), parts.next(), parts.next()) {
        rows.push(Ok(Owned::Sparse(Box::new([indices, values, shape]))));
    }
    stacked(tensor.shape.len().saturating_sub(1), rows.into_iter())
}

/// The only one of no axes, or the stack of those along one axis.
fn stacked(axes: usize, mut parts: impl Iterator<Item = Result<Owned, Failed>>) -> Result<Owned, Failed> {
    let unsupported = || Failed::from(FormatError::from(SnapshotProblem::Unsupported(DType::Variant)));
    if axes == 0 {
        return parts.next().unwrap_or_else(|| Err(unsupported()));
    }
    let mut all = Stacked::default();
    let mut any = false;
    for part in parts {
        any = true;
        all.push(&part?.component()).map_err(|problem| match problem {
            Problem::Other(error) => Failed::Other(error),
            Problem::Unequal(_) => unsupported(),
        })?;
    }
    match any && axes == 1 {
        true => Ok(Owned::of(&all.component())?),
        false => Err(unsupported()),
    }
}

impl Stream for Load {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        if !self.read()? {
            return Ok(false);
        }
        if self.expected == Some(self.got) {
            let (expected, got) = (self.got, self.got + 1);
            return Err(Error::Truncated { dataset: self.dataset.clone(), expected, got });
        }
        self.got += 1;
        let mut components = lent_anew(std::mem::take(&mut self.lent));
        components.extend(self.element.iter().map(Owned::component));
        visit(&components);
        self.lent = lent_again(components);
        Ok(true)
    }
}
