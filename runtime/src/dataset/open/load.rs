use std::fs::File;
use std::io::Read;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use tfdata_spec::{DType, ElementSpec, Shape, proto};

use super::{cannot_open, read};
use crate::dataset::Dataset;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::format::ShardReader;
use crate::plan::{Node, Plan, Source};

impl<E: Element> Dataset<E> {
    /// A directory that Python's `ds.save(path)` wrote. `tf.data.Dataset.load`.
    ///
    /// The compression is told from the files. Unlike in TensorFlow, a directory with fewer elements than it
    /// promises is an error when the end is reached: [`Error::Truncated`], or [`Error::Damaged`] where it can be told
    /// which file was cut.
    ///
    /// ```no_run
    /// # use tfdata::Dataset;
    /// let ds = Dataset::<(i64, f32)>::load("saved/train").open()?;
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    pub fn load(path: impl AsRef<Path>) -> Load<E> {
        Load { path: path.as_ref().to_owned(), cycle_length: None, element: PhantomData }
    }
}

/// A `ds.save` directory that is about to be opened.
#[derive(Debug)]
#[must_use = "call `open()`"]
pub struct Load<E> {
    path: PathBuf,
    cycle_length: Option<usize>,
    element: PhantomData<fn() -> E>,
}

impl<E: Element> Load<E> {
    /// How many shards are read in turn, an element from each.
    ///
    /// The default is that of Python's `load`: the number of the machine's processors. So a dataset that was
    /// saved in several shards (`shard_func`) has another order on another machine, unless this is set.
    pub fn cycle_length(self, shards: usize) -> Self {
        Self { cycle_length: Some(shards), ..self }
    }

    /// The dataset.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Open`] if it is not a whole `ds.save` directory; [`Error::Mismatch`] if `E` does
    /// not fit.
    pub fn open(self) -> Result<Dataset<E>> {
        let path = self.path;
        let spec_file = path.join("dataset_spec.pb");
        if path.is_dir() && !spec_file.is_file() {
            let reason = "there is no `dataset_spec.pb` in it, so it was not written by `ds.save(path)`";
            return Err(cannot_open(&path, reason));
        }
        let spec = proto::read_structured_value(&read(&spec_file)?)
            .map_err(|error| cannot_open(&spec_file, error.to_string()))?;
        let metadata_file = path.join("snapshot.metadata");
        let metadata = proto::read_snapshot_metadata(&read(&metadata_file)?)
            .map_err(|error| cannot_open(&metadata_file, error.to_string()))?;
        check(&metadata).map_err(|reason| cannot_open(&metadata_file, reason))?;
        check_dtypes(&metadata, &spec).map_err(|reason| cannot_open(&metadata_file, reason))?;
        let shards = shards(&path.join(&metadata.run_id))?;
        if shards.is_empty() && metadata.num_elements.is_some_and(|elements| elements > 0) {
            let reason =
                format!("`snapshot.metadata` names the folder `{}`, which has no shards", metadata.run_id);
            return Err(cannot_open(&path, reason));
        }
        if let Some(shard) = shards.first()
            && let Some(reason) = check_first_element(shard, &spec)
        {
            return Err(cannot_open(shard, reason));
        }
        let compression = compression(&shards)?;
        // A count of 0 beside files that hold something is one that was never written.
        let elements = metadata.num_elements.filter(|elements| *elements > 0 || shards.is_empty());
        let processors = || std::thread::available_parallelism().map_or(1, usize::from);
        let cycle_length = self.cycle_length.unwrap_or_else(processors).max(1);
        let source = Source::Load { path, compression, cycle_length, elements };
        Dataset::checked(Plan::new(Node::Source(source), spec))
    }
}

fn check(metadata: &proto::SnapshotMetadata) -> Result<(), String> {
    if metadata.version != 2 {
        return Err(format!(
            "its format has version {}; version 2 is the one that is supported",
            metadata.version
        ));
    }
    if !metadata.finalized {
        return Err("the dataset was not written to its end: `ds.save(path)` was interrupted".into());
    }
    let run = Path::new(&metadata.run_id);
    if run.components().count() != 1
        || !run.components().all(|part| matches!(part, std::path::Component::Normal(_)))
    {
        return Err(format!("`{}` is not the name of a folder in it", metadata.run_id));
    }
    Ok(())
}

/// TensorFlow does not compare them, and reads by the spec.
fn check_dtypes(metadata: &proto::SnapshotMetadata, spec: &ElementSpec) -> Result<(), String> {
    let components = spec.components();
    if metadata.dtypes.len() != components.len() {
        return Err(format!(
            "its elements have {} components, in `dataset_spec.pb` they have {}",
            metadata.dtypes.len(),
            components.len()
        ));
    }
    for (dtype, component) in metadata.dtypes.iter().zip(&components) {
        if *dtype != component.tensor.dtype {
            return Err(format!(
                "component `{}` is {dtype}, in `dataset_spec.pb` it is {}",
                component.path, component.tensor.dtype
            ));
        }
    }
    Ok(())
}

/// How the first element contradicts `dataset_spec.pb`, if it does: arrays would have other shapes than the
/// spec promises. What cannot be read is left to the iteration, which says at which element.
fn check_first_element(file: &Path, spec: &ElementSpec) -> Option<String> {
    let components = spec.components();
    let dtypes: Vec<_> = components.iter().map(|component| component.tensor.dtype).collect();
    let mut shard = ShardReader::open(file.parent()?, &dtypes, None).ok()?;
    components.iter().find_map(|component| {
        let tensor = shard.next_component().ok()??;
        let promised = &component.tensor.shape;
        let kept =
            tensor.dtype == DType::Variant || promised.common(&Shape::known(&tensor.shape)) == *promised;
        (!kept).then(|| {
            format!(
                "component `{}` of its first element has shape {:?}, in `dataset_spec.pb` it is {promised}",
                component.path, tensor.shape
            )
        })
    })
}

/// The files that hold elements; none where the folder is missing.
fn shards(run: &Path) -> Result<Vec<PathBuf>> {
    let io = |source| Error::Io { path: run.to_owned(), source };
    let mut files = Vec::new();
    if !run.is_dir() {
        return Ok(files);
    }
    for shard in std::fs::read_dir(run).map_err(io)? {
        let shard = shard.map_err(io)?.path();
        if shard.is_dir() {
            for file in std::fs::read_dir(&shard).map_err(io)? {
                files.push(file.map_err(io)?.path());
            }
        }
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "snapshot"));
    files.sort();
    Ok(files)
}

/// The compression, which is recorded nowhere: told from the first bytes of the first file that has any.
///
/// A plain file begins with the length of its first record (8 bytes, little-endian), a Snappy one with the
/// length of its first block (4 bytes, big-endian); neither is longer than the file.
fn compression(shards: &[PathBuf]) -> Result<&'static str> {
    for path in shards {
        let io = |source| Error::Io { path: path.clone(), source };
        let mut file = File::open(path).map_err(io)?;
        let size = file.metadata().map_err(io)?.len();
        let mut start = [0; 8];
        match file.read_exact(&mut start) {
            Ok(()) => {}
            Err(_) if size < 8 => continue,
            Err(source) => return Err(io(source)),
        }
        let [a, b, c, d, ..] = start;
        let plain = u64::from_le_bytes(start) < size;
        let block = u64::from(u32::from_be_bytes([a, b, c, d])) < size;
        return Ok(match (a, b) {
            (0x1f, 0x8b) => "GZIP",
            _ if block && !plain => "SNAPPY",
            _ => "",
        });
    }
    Ok("")
}
