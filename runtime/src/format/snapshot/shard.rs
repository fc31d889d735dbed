use std::path::{Path, PathBuf};

use tfdata_spec::DType;

use super::metadata::missing;
use super::tensor::SnapshotTensor;
use crate::format::compression::Compression;
use crate::format::error::{FormatError, Result, SnapshotProblem};
use crate::format::tfrecord::RecordReader;

/// Lends the components of the elements of one shard, in flat order, element after element.
pub struct ShardReader {
    dir: PathBuf,
    compression: Option<Compression>,
    dtypes: Vec<DType>,
    records: RecordReader,
    path: PathBuf,
    file: u64,
    component: usize, // of the next record
    elements: u64,
}

impl ShardReader {
    /// Opens a shard directory of a [`SavedDataset`](super::SavedDataset) with these dtypes; without a
    /// compression, finds out which it is.
    ///
    /// # Errors
    /// When its first file is missing or can't be opened.
    pub fn open(dir: &Path, dtypes: &[DType], compression: Option<Compression>) -> Result<Self> {
        let path = file_name(dir, 0);
        if !path.is_file() {
            let error = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(missing(error, "the shard's first file").in_file(&path));
        }
        Ok(Self {
            dir: dir.to_path_buf(),
            compression,
            dtypes: dtypes.to_vec(),
            records: RecordReader::open(&path, compression)?,
            path,
            file: 0,
            component: 0,
            elements: 0,
        })
    }

    /// The number of elements read completely.
    pub fn elements(&self) -> u64 {
        self.elements
    }

    /// The next component; `None` at the end of the shard.
    ///
    /// # Errors
    /// When the file is damaged or ends inside an element, or a tensor is damaged or of another dtype than the
    /// metadata says. TensorFlow takes an end inside an element for the end of the data.
    pub fn next_component(&mut self) -> Result<Option<SnapshotTensor<'_>>> {
        if self.dtypes.is_empty() || !self.advance()? {
            return Ok(None);
        }
        let component = self.component;
        self.component += 1;
        if self.component == self.dtypes.len() {
            self.component = 0;
            self.elements += 1;
        }
        let record = self.records.records().saturating_sub(1);
        let tensor = SnapshotTensor::parse(self.records.current()).and_then(|tensor| {
            match self.dtypes.get(component) {
                Some(&expected) if expected != tensor.dtype => {
                    Err(SnapshotProblem::DType { component, expected, got: tensor.dtype }.into())
                }
                _ => Ok(tensor),
            }
        });
        tensor.map(Some).map_err(|error| error.in_record(record).in_file(&self.path))
    }

    /// Goes to the next record, which may be in the shard's next file.
    fn advance(&mut self) -> Result<bool> {
        while !self.records.advance()? {
            let path = file_name(&self.dir, self.file + 1);
            if !path.is_file() {
                if self.component == 0 {
                    return Ok(false);
                }
                let (expected, got) = (self.dtypes.len(), self.component);
                let error = FormatError::from(SnapshotProblem::PartialElement { expected, got });
                return Err(error.in_record(self.records.records()).in_file(&self.path));
            }
            self.file += 1;
            self.records = RecordReader::open(&path, self.compression)?;
            self.path = path;
        }
        Ok(true)
    }
}

fn file_name(dir: &Path, file: u64) -> PathBuf {
    dir.join(format!("{file:08}.snapshot"))
}
