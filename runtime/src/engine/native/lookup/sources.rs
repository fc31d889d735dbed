use std::path::Path;
use std::sync::Arc;

use super::{Boxed, Opener, refused};
use crate::component::Component;
use crate::engine::native::cache::{Cached, Replay};
use crate::engine::native::memory::{Single, Slices};
use crate::engine::native::owned::keep;
use crate::engine::native::range::{self, Range};
use crate::engine::native::records::{Damage, Decode, IndexedRecords};
use crate::engine::{self, Cardinality, Lookup, Stream, cancel};
use crate::error::{Error, Result};
use crate::format::IndexedFile;
use crate::place::Place;
use crate::plan::{FileFormat, FileSource, Node, Plan, Source};

/// The elements of a stream that costs nothing to begin, and passes over any number of elements at once.
struct Sought<F> {
    stream: F,
    len: u64,
}

impl<F: Fn() -> S + Send + Sync, S: Stream> Lookup for Sought<F> {
    fn len(&self) -> u64 {
        self.len
    }

    fn get(&self, index: u64, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<()> {
        let mut stream = (self.stream)();
        stream.skip(index)?;
        stream.next(visit)?;
        Ok(())
    }
}

/// What is in memory already.
pub(super) fn in_memory(source: &Source, wanted: &[usize]) -> Option<Boxed> {
    let wanted = wanted.to_vec();
    Some(match source {
        Source::TensorSlices(tensors) => {
            let len = tensors.first().and_then(|tensor| tensor.shape().first().copied()).unwrap_or(0);
            let tensors = tensors.clone();
            Box::new(Sought { stream: move || Slices::new(&tensors, &wanted), len: len as u64 })
        }
        Source::Tensors(tensors) => {
            let tensors = tensors.clone();
            Box::new(Sought { stream: move || Single::new(&tensors, &wanted), len: 1 })
        }
        &Source::Range { start, stop, step } => {
            let len = range::len(start, stop, step);
            Box::new(Sought { stream: move || Range::new(start, stop, step, !wanted.is_empty()), len })
        }
        _ => return None,
    })
}

/// The elements of a cache; they are run through now, by whichever engine can, if they are not there yet.
pub(super) fn cached(plan: &Arc<Plan>, input: &Arc<Plan>, wanted: &[usize]) -> Result<Boxed> {
    let cached = &plan.prepared.native.cached;
    let elements = match cached.get() {
        Some(elements) => elements,
        None => {
            let elements = Arc::new(all(input)?);
            cached.get_or_init(|| elements)
        }
    };
    let (elements, wanted, len) = (elements.clone(), wanted.to_vec(), elements.len() as u64);
    Ok(Box::new(Sought { stream: move || Replay::new(&elements, &wanted), len }))
}

fn all(plan: &Arc<Plan>) -> Result<Cached> {
    if engine::cardinality(plan)? == Cardinality::Infinite {
        return Err(Error::Argument {
            method: "cache()".into(),
            reason: format!("{} never ends; use `take(n)` first", plan.dataset()),
        });
    }
    let components: Vec<usize> = (0..plan.spec.components().len()).collect();
    let mut stream = engine::start(plan, &components)?;
    let mut elements = Cached::new();
    loop {
        cancel::check()?;
        let (mut element, mut kept) = (Vec::new(), Ok(()));
        let more = stream.next(&mut |components| kept = keep(&mut element, components))?;
        kept?;
        if !more {
            return Ok(elements);
        }
        elements.push(element);
    }
}

impl Opener {
    /// The records of files, decoded.
    pub(super) fn records(
        &mut self,
        plan: &Plan,
        decoder: Box<dyn Decode>,
        wanted: &[usize],
    ) -> Result<Boxed> {
        let Node::Source(Source::Files(source)) = &plan.node else {
            return Err(refused(plan, "does not tell where its records are"));
        };
        if let Some(reason) = no_index(source) {
            return Err(refused(plan, reason));
        }
        let mut files = Vec::with_capacity(source.files.len());
        let mut before = 0;
        for (place, path) in source.files.iter().enumerate() {
            let file = self.file(Path::new(path)).map_err(|error| {
                let record = error.record().unwrap_or(0);
                Damage::from(error).at(&source.pattern, before + record)
            })?;
            let (first, count) = match source.slices.as_ref().and_then(|slices| slices.get(place)) {
                None => (0, file.len()),
                Some(slice) if slice.records == file.len() => {
                    let first = slice.skip.min(file.len());
                    (first, slice.take.min(file.len() - first))
                }
                Some(slice) => {
                    let (has, promised) = (file.len(), slice.records);
                    let reason = format!("it has {has} records, and {promised} are promised");
                    let damage = Damage { place: Place::of_file(path), reason };
                    return Err(damage.at(&source.pattern, before + has.min(promised)));
                }
            };
            before += count;
            files.push((file, first, count));
        }
        let dataset = source.pattern.clone();
        Ok(Box::new(IndexedRecords::new(dataset, files.into_iter(), decoder, wanted)))
    }

    /// The file with its index; the same one if it is open already.
    fn file(&mut self, path: &Path) -> crate::format::Result<Arc<IndexedFile>> {
        if let Some(file) = self.files.iter().find(|file| file.path() == path) {
            return Ok(file.clone());
        }
        let file = Arc::new(IndexedFile::open(path)?);
        self.files.push(file.clone());
        Ok(file)
    }
}

/// Why the records of these files can't be found by their numbers.
fn no_index(source: &FileSource) -> Option<&'static str> {
    if !matches!(source.format, FileFormat::TfRecord) {
        return Some("does not tell where its elements are");
    }
    if source.files.iter().any(|file| file.contains("://")) {
        return Some("has files that are not local");
    }
    if !source.compression.is_empty() {
        return Some(
            "is compressed, so that a record can only be read after all before it, unless its files are decompressed",
        );
    }
    source.in_turn().is_some().then_some("reads several files in turn; open it without `interleave`")
}
