use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tfdata_spec::{DType, ElementSpec};

use super::decode::{Decode, Held};
use super::host::Host;
use super::optional;
use super::station::Station;
use super::tuning::Tuning;
use super::variant::Variant;
use crate::libtensorflow::{Code, Result, Run, Tensor};

/// A running iterator of TensorFlow's: of a plan's dataset, or of one that is nested in it.
pub(super) struct Steps {
    run: Run,
    fetched: Vec<Tensor>,
    parts: Vec<Decode>,
    /// The components that are taken: their numbers, and what they are.
    wanted: Vec<(usize, ElementSpec)>,
    /// Whether optionals are fetched as they are. They are until the first element has shown that they are no batches.
    unread: bool,
    timeout: Option<Duration>,
    station: Option<Station>,
    /// The dataset that runs.
    tensor: Arc<Tensor>,
    /// The plan's dataset, in whose session this is.
    dataset: Arc<Variant>,
    /// Whether the last element was taken.
    ended: bool,
}

/// How long a drop waits for a tuned pipeline to end; the rest of it, its tuner, ends in the background.
pub(super) const PATIENCE: Duration = Duration::from_millis(50);

impl Steps {
    /// Starts with the first element of the dataset `tensor`, whose components are `leaves`; of each element, the
    /// components numbered `wanted` are taken, or all.
    pub(super) fn start(
        dataset: &Arc<Variant>,
        tensor: Arc<Tensor>,
        leaves: &[ElementSpec],
        wanted: Option<&[usize]>,
        tuning: Tuning,
    ) -> Result<Self> {
        let host = &dataset.host;
        let dtypes: Vec<DType> = leaves.iter().map(moved_as).collect();
        let mut station = host.take_station(dtypes, tuning)?;
        station.start(&host.session, &tensor)?;
        let leaf = |index: usize| (index, leaves.get(index).cloned().unwrap_or(ElementSpec::None));
        let wanted: Vec<_> = match wanted {
            Some(wanted) => wanted.iter().copied().map(leaf).collect(),
            None => (0..leaves.len()).map(leaf).collect(),
        };
        let unread = wanted.iter().any(|(_, leaf)| matches!(leaf, ElementSpec::Optional(_)));
        let (parts, run) = prepare(host, &mut station, &wanted, unread)?;
        let (fetched, dataset) = (Vec::with_capacity(parts.len()), dataset.clone());
        let (timeout, station, ended) = (None, Some(station), false);
        Ok(Self { run, fetched, parts, wanted, unread, timeout, station, tensor, dataset, ended })
    }

    /// Takes the next element's components; `false` at the end.
    pub(super) fn next(&mut self, held: &mut Vec<Held>) -> Result<bool> {
        held.clear();
        match self.run.step(&mut self.fetched) {
            Ok(()) => {}
            Err(error) if error.status().is_some_and(|status| status.code == Code::OutOfRange) => {
                self.ended = true;
                return Ok(false);
            }
            Err(error) => return Err(error),
        }
        let mut fetched = self.fetched.drain(..);
        for part in &self.parts {
            held.push(part.hold(&mut fetched, &self.dataset)?);
        }
        drop(fetched);
        if self.unread {
            self.read(held)?;
        }
        Ok(true)
    }

    /// Looks into optionals. If they are no batches, those of later elements are looked into as they are fetched.
    fn read(&mut self, held: &mut [Held]) -> Result<()> {
        if held.iter().any(|held| matches!(held, Held::Unread(_))) {
            let leaf =
                |place: usize| self.wanted.get(place).map_or(ElementSpec::None, |(_, leaf)| leaf.clone());
            return optional::read_batches(held, leaf, &self.dataset);
        }
        if let Some(station) = &mut self.station {
            (self.parts, self.run) = prepare(&self.dataset.host, station, &self.wanted, false)?;
            self.run.set_timeout(self.timeout)?;
            self.unread = false;
        }
        Ok(())
    }
}

/// A step that takes these components of the next element.
fn prepare(
    host: &Host,
    station: &mut Station,
    wanted: &[(usize, ElementSpec)],
    unread: bool,
) -> Result<(Vec<Decode>, Run)> {
    let parts = wanted.iter().map(|(index, leaf)| station.decode(&host.graph, *index, leaf, unread));
    let parts: Vec<Decode> = parts.collect::<Result<_>>()?;
    let fetches: Vec<_> = parts.iter().flat_map(|part| part.fetches.iter().copied()).collect();
    let run = host.session.prepare([], &fetches, &[station.next])?;
    Ok((parts, run))
}

impl Steps {
    /// Writes where it stands to files whose names begin with `path`.
    pub(super) fn save(&mut self, path: &str) -> Result<()> {
        let host = &self.dataset.host;
        let path = Tensor::strings(&[], [path])?;
        self.station.as_mut().map_or(Ok(()), |station| station.save(&host.graph, &host.session, &path))
    }

    /// Goes on where another one stood when it was saved.
    pub(super) fn restore(&mut self, path: &str) -> Result<()> {
        let host = &self.dataset.host;
        let path = Tensor::strings(&[], [path])?;
        self.station.as_mut().map_or(Ok(()), |station| station.restore(&host.graph, &host.session, &path))
    }

    /// How long a step may take from now on.
    pub(super) fn set_timeout(&mut self, timeout: Option<Duration>) -> Result<()> {
        self.timeout = timeout;
        self.run.set_timeout(timeout)
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        let Some(station) = self.station.take() else { return };
        let tuning = station.tuning;
        let end = End { station: Some(station), tensor: self.tensor.clone(), dataset: self.dataset.clone() };
        if tuning != Tuning::Default {
            return;
        }
        // The pipeline's threads and buffers go first, then its tuner, which can take as long as it has run.
        let (done, waiting) = mpsc::channel::<()>();
        let ending = thread::Builder::new().name("tfdata-end".to_owned()).spawn(move || {
            drop(end);
            drop(done);
        });
        // Without a thread `end` is dropped, and has done its work, already.
        if ending.is_ok() && !self.ended {
            let _ = waiting.recv_timeout(PATIENCE);
        }
    }
}

/// Ends an iteration when it is dropped.
struct End {
    station: Option<Station>,
    tensor: Arc<Tensor>,
    dataset: Arc<Variant>,
}

impl Drop for End {
    fn drop(&mut self) {
        let Some(station) = self.station.take() else { return };
        // An iterator that can't be reset is not used again; there is nobody to tell.
        if station.stop(&self.dataset.host.session, &self.tensor).is_ok() {
            self.dataset.host.put_station(station);
        }
    }
}

/// The dtype of the tensor that carries such a component.
fn moved_as(leaf: &ElementSpec) -> DType {
    match leaf {
        ElementSpec::Tensor(spec) => spec.dtype,
        _ => DType::Variant,
    }
}
